//! The Zed extension: finds or downloads `http-status-lsp`, starts it and hands it the user's settings.

use std::fs;

use zed_extension_api::serde_json::{Value, json};
use zed_extension_api::settings::{CommandSettings, LspSettings};
use zed_extension_api::{
    Architecture, Command, DownloadedFileType, Extension, GithubReleaseOptions, LanguageServerId,
    LanguageServerInstallationStatus as Status, Os, Result, Worktree, current_platform, download_file,
    latest_github_release, make_file_executable, register_extension, set_language_server_installation_status,
};

const PROGRAM: &str = "http-status-lsp";
const REPOSITORY: &str = "http-status-lsp/http-status-lsp";
/// The namespace of the settings in the protocol.
const NAMESPACE: &str = "httpStatus";

struct HttpStatusExtension {
    /// The program that was found or downloaded since Zed started, so that not every project asks GitHub.
    downloaded: Option<String>,
}

impl Extension for HttpStatusExtension {
    fn new() -> Self {
        Self { downloaded: None }
    }

    fn language_server_command(&mut self, id: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let binary = settings(id, worktree).binary;
        let CommandSettings { path, arguments, env } =
            binary.unwrap_or(CommandSettings { path: None, arguments: None, env: None });
        // What the user names counts first, then what is installed, and only then is anything downloaded.
        let command = match path.or_else(|| worktree.which(PROGRAM)) {
            Some(path) => path,
            None => self.download(id)?,
        };
        Ok(Command { command, args: arguments.unwrap_or_default(), env: env.into_iter().flatten().collect() })
    }

    fn language_server_initialization_options(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        let settings = settings(id, worktree);
        // The settings are given at the start too, so that they hold before the server asks for them.
        Ok(settings.initialization_options.or_else(|| Some(in_namespace(settings.settings))))
    }

    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        Ok(Some(in_namespace(settings(id, worktree).settings)))
    }
}

impl HttpStatusExtension {
    /// The path of the program of the latest release, downloaded where it is not there yet. Without the network the one
    /// that was downloaded last.
    fn download(&mut self, id: &LanguageServerId) -> Result<String> {
        if let Some(path) = self.downloaded.as_ref().filter(|path| is_file(path)) {
            return Ok(path.clone());
        }
        let path = download_latest(id).or_else(|error| downloaded_before().ok_or(error)).inspect_err(|error| {
            set_language_server_installation_status(id, &Status::Failed(error.clone()));
        })?;
        set_language_server_installation_status(id, &Status::None);
        self.downloaded = Some(path.clone());
        Ok(path)
    }
}

/// The user's `lsp.http-status-lsp`.
fn settings(id: &LanguageServerId, worktree: &Worktree) -> LspSettings {
    LspSettings::for_worktree(id.as_ref(), worktree).unwrap_or_default()
}

/// The settings as the server asks for them. Users may write the namespace or leave it out.
fn in_namespace(settings: Option<Value>) -> Value {
    match settings {
        Some(settings) if settings.get(NAMESPACE).is_some() => settings,
        settings => json!({ NAMESPACE: settings.unwrap_or_else(|| json!({})) }),
    }
}

fn download_latest(id: &LanguageServerId) -> Result<String> {
    set_language_server_installation_status(id, &Status::CheckingForUpdate);
    let release = latest_github_release(REPOSITORY, GithubReleaseOptions { require_assets: true, pre_release: false })?;
    let (os, architecture) = current_platform();
    let folder = archive_stem(&release.version, os, architecture)?;
    let path = program_in(&folder, os);
    if is_file(&path) {
        return Ok(path);
    }

    let archive = format!("{folder}.{}", if matches!(os, Os::Windows) { "zip" } else { "tar.gz" });
    let asset = release.assets.iter().find(|asset| asset.name == archive);
    let asset = asset.ok_or_else(|| format!("release {} of {REPOSITORY} has no {archive}", release.version))?;
    set_language_server_installation_status(id, &Status::Downloading);
    let kind = if matches!(os, Os::Windows) { DownloadedFileType::Zip } else { DownloadedFileType::GzipTar };
    download_file(&asset.download_url, &folder, kind)?;
    if !is_file(&path) {
        return Err(format!("{archive} does not hold {path}"));
    }
    if !matches!(os, Os::Windows) {
        make_file_executable(&path)?;
    }
    remove_others(&folder);
    Ok(path)
}

/// The name of a release's archive without its ending: `http-status-lsp-v0.1.0-x86_64-apple-darwin`.
fn archive_stem(version: &str, os: Os, architecture: Architecture) -> Result<String> {
    let architecture = match architecture {
        Architecture::Aarch64 => "aarch64",
        Architecture::X8664 => "x86_64",
        Architecture::X86 => return Err(format!("there is no {PROGRAM} for 32-bit processors; set its path")),
    };
    let os = match os {
        Os::Mac => "apple-darwin",
        Os::Linux => "unknown-linux-musl",
        Os::Windows => "pc-windows-msvc",
    };
    Ok(format!("{PROGRAM}-{version}-{architecture}-{os}"))
}

/// Where the program is after its archive, which holds one folder of its own name, was unpacked into a folder of that name.
fn program_in(folder: &str, os: Os) -> String {
    format!("{folder}/{folder}/{PROGRAM}{}", if matches!(os, Os::Windows) { ".exe" } else { "" })
}

fn is_file(path: &str) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file())
}

/// The folders of downloaded releases. The extension runs in a folder of its own.
fn downloads() -> impl Iterator<Item = String> {
    let entries = fs::read_dir(".").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| name.starts_with(PROGRAM))
}

/// The program of a release that was downloaded earlier. There is at most one, unless removing the others failed.
fn downloaded_before() -> Option<String> {
    let (os, _) = current_platform();
    downloads().map(|folder| program_in(&folder, os)).find(|path| is_file(path))
}

/// Removes all releases but this one. One that still runs on Windows cannot be removed; the next download tries again.
fn remove_others(folder: &str) {
    for other in downloads().filter(|other| other != folder) {
        fs::remove_dir_all(other).ok();
    }
}

register_extension!(HttpStatusExtension);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_named_by_version_and_target() {
        let stem = |os, architecture| archive_stem("v0.1.0", os, architecture);
        assert_eq!(
            stem(Os::Linux, Architecture::X8664).as_deref(),
            Ok("http-status-lsp-v0.1.0-x86_64-unknown-linux-musl")
        );
        assert_eq!(
            stem(Os::Windows, Architecture::Aarch64).as_deref(),
            Ok("http-status-lsp-v0.1.0-aarch64-pc-windows-msvc")
        );
        assert!(stem(Os::Mac, Architecture::X86).is_err_and(|error| error.contains("32-bit")));
    }

    #[test]
    fn the_program_is_in_the_folder_of_its_archive() {
        assert_eq!(program_in("a", Os::Mac), "a/a/http-status-lsp");
        assert_eq!(program_in("a", Os::Windows), "a/a/http-status-lsp.exe");
    }

    #[test]
    fn settings_are_found_with_and_without_their_namespace() {
        let hover = json!({ "hover": { "enable": false } });
        let wanted = json!({ "httpStatus": hover });
        assert_eq!(in_namespace(Some(hover)), wanted);
        assert_eq!(in_namespace(Some(wanted.clone())), wanted);
        assert_eq!(in_namespace(None), json!({ "httpStatus": {} }));
    }
}
