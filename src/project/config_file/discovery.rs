//! Which file holds for a document: the nearest one upwards. Files are not merged.

/// The files of one folder above a document that decide which configuration holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Whether the file is there.
    pub has_file: bool,
    /// Whether that file says `root = true`.
    pub is_root: bool,
    /// Whether `.git` is there, as a folder or, in worktrees and submodules, as a file.
    pub is_repository: bool,
}

/// How far a folder is from the document's own, which is 0.
pub type Above = usize;

/// The folder whose file holds for a document. `folders` are those above it, its own first; the first `trusted` of them are in the
/// workspace. What stands above the workspace, and outside of a repository, holds only with `root = true`: a file in a folder that many
/// people write to, such as `/tmp`, must not hold for all files below it.
pub fn holding(folders: impl Iterator<Item = Folder>, trusted: usize) -> Option<Above> {
    let (mut nearest, mut rooted) = (None, None);
    for (above, folder) in folders.enumerate() {
        if folder.has_file {
            nearest = nearest.or(Some(above));
            rooted = rooted.or(folder.is_root.then_some(above));
        }
        if folder.is_repository || nearest.is_some_and(|nearest| nearest < trusted || rooted == Some(nearest)) {
            return nearest;
        }
    }
    rooted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `f` has a file, `r` one with `root = true`, `g` is a repository without one, `F` a repository with one, `-` has nothing.
    fn check(folders: &str, trusted: usize, expected: Option<Above>) {
        let folder = |letter| Folder {
            has_file: matches!(letter, 'f' | 'r' | 'F'),
            is_root: letter == 'r',
            is_repository: matches!(letter, 'g' | 'F'),
        };
        assert_eq!(holding(folders.chars().map(folder), trusted), expected, "{folders} {trusted}");
    }

    #[test]
    fn the_nearest_file_holds() {
        check("-f-F", 4, Some(1));
        check("fffF", 4, Some(0));
        check("---F", 4, Some(3));
        check("----", 4, None);
    }

    #[test]
    fn the_search_ends_at_the_repository() {
        check("--gf", 4, None);
        check("--gr", 4, None);
        check("F", 1, Some(0));
    }

    /// A folder of a repository that is opened alone has the settings that it has in the whole.
    #[test]
    fn the_search_goes_on_above_the_workspace() {
        check("--f-g", 1, Some(2));
        check("---F", 1, Some(3));
        check("-f-F", 1, Some(1));
    }

    #[test]
    fn above_the_workspace_and_outside_of_a_repository_only_a_root_holds() {
        check("--f-", 1, None);
        check("--f-r", 1, Some(4));
        check("--r-", 1, Some(2));
        check("--r-", 0, Some(2));
        check("-r-F", 1, Some(1));
    }
}
