//! Reading the manifests around a document from disk: which files are read, which are skipped, and when they are read again.

use std::fs;
use std::path::{Path, PathBuf};

use http_status_lsp::project::{Ecosystem, Installed, Presence, Versions};
use http_status_lsp::workspace::manifests::{Found, Manifests, Place};
use tempfile::TempDir;

/// A folder with files, which a fixture lists behind lines `//- path`.
fn folder(fixture: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in fixture.split("//- ").skip(1).map(|file| file.split_once('\n').expect("a text")) {
        write(folder.path(), path, text);
    }
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("created");
    fs::write(path, text).expect("written");
}

/// A document in a workspace folder.
fn place(folder: &TempDir, file: &str) -> Place {
    Place { file: folder.path().join(file), folder: Some(folder.path().to_owned()) }
}

/// The version of a package as the manifests have it, `absent` or `unknown`.
fn version(found: Option<&Found>, ecosystem: Ecosystem, package: &str) -> String {
    let found = found.expect("a project");
    match found.project.package(&found.path, ecosystem, package) {
        Presence::Present(Installed { version: Versions::Exact(version), .. }) => version.text().to_owned(),
        Presence::Present(Installed { version: Versions::Range(range), .. }) => range.to_string(),
        Presence::Present(_) => "present".to_owned(),
        Presence::Absent => "absent".to_owned(),
        Presence::Unknown => "unknown".to_owned(),
    }
}

#[track_caller]
fn check(folder: &TempDir, file: &str, ecosystem: Ecosystem, expected: &[(&str, &str)]) {
    let found = Manifests::default().read_around(&place(folder, file), false);
    for (package, version_expected) in expected {
        assert_eq!(version(found.as_ref(), ecosystem, package), *version_expected, "{file}: {package}");
    }
}

#[test]
fn the_folder_of_a_document_and_those_above_it_are_read() {
    let folder = folder(
        r#"//- Cargo.toml
[workspace]
members = ["crates/*"]
[workspace.dependencies]
http = "1"
//- Cargo.lock
[[package]]
name = "http"
version = "1.4.0"
source = "r"
//- crates/a/Cargo.toml
[dependencies]
http.workspace = true
//- crates/b/Cargo.toml
[dependencies]
axum = "0.8"
"#,
    );
    check(&folder, "crates/a/src/main.rs", Ecosystem::Cargo, &[("http", "1.4.0"), ("axum", "absent")]);
    // The folder of a document may be new.
    check(&folder, "crates/a/src/new/main.rs", Ecosystem::Cargo, &[("http", "1.4.0")]);
}

#[test]
fn files_that_stand_for_the_folder_above_are_read() {
    let catalog = folder(
        r#"//- build.gradle.kts
dependencies { implementation(libs.spring.web) }
//- gradle/libs.versions.toml
[libraries]
spring-web = { module = "org.springframework:spring-web", version = "6.2.1" }
//- requirements/base.txt
starlette==0.47.1
"#,
    );
    check(&catalog, "src/A.java", Ecosystem::Maven, &[("org.springframework:spring-web", "6.2.1")]);
    check(&catalog, "app/main.py", Ecosystem::Pypi, &[("starlette", "0.47.1")]);
}

#[test]
fn parents_of_maven_are_read_where_they_lie() {
    let parents = folder(
        "//- app/pom.xml
<project><parent><groupId>a</groupId><artifactId>p</artifactId><version>1</version><relativePath>../parent/pom.xml</relativePath></parent>
<dependencies><dependency><groupId>org.springframework</groupId><artifactId>spring-web</artifactId></dependency></dependencies></project>
//- parent/pom.xml
<project><dependencyManagement><dependencies><dependency><groupId>org.springframework</groupId><artifactId>spring-web</artifactId>
<version>5.3.39</version></dependency></dependencies></dependencyManagement></project>
",
    );
    check(&parents, "app/src/A.java", Ecosystem::Maven, &[("org.springframework:spring-web", "5.3.39")]);
}

#[test]
fn what_has_changed_is_read_again_when_it_is_looked_at() {
    let folder = folder("//- package.json\n{\"dependencies\":{\"http-errors\":\"1.0.0\"}}\n//- a/b/x.js\n\n");
    let place = place(&folder, "a/b/x.js");
    let mut manifests = Manifests::default();
    let mut errors = |again| version(manifests.read_around(&place, again).as_ref(), Ecosystem::Npm, "http-errors");
    assert_eq!(errors(false), "1.0.0");
    write(folder.path(), "package.json", "{\"dependencies\":{\"http-errors\":\"2.0.0-rc\"}}");
    assert_eq!(errors(false), "1.0.0");
    assert_eq!(errors(true), "2.0.0-rc");
    write(folder.path(), "a/package.json", "{}");
    write(folder.path(), "a/b/package.json", "{\"dependencies\":{\"http-errors\":\"3.0.0\"}}");
    assert_eq!(errors(true), "3.0.0");
    fs::remove_file(folder.path().join("a/b/package.json")).expect("removed");
    fs::remove_dir_all(folder.path().join("a")).expect("removed");
    assert_eq!(errors(true), "2.0.0-rc");
    fs::remove_file(folder.path().join("package.json")).expect("removed");
    assert_eq!(errors(true), "unknown");
}

#[test]
fn what_the_client_tells_of_is_read_where_it_was_read_before() {
    let folder = folder("//- go.mod\nmodule a\ngo 1.21\n//- other/go.mod\nmodule b\n//- gradle/libs.versions.toml\n\n");
    let root = folder.path().to_owned();
    let mut manifests = Manifests::default();
    manifests.read_around(&place(&folder, "main.go"), false);
    write(&root, "go.mod", "module a\ngo 1.23.4\n");
    let changed = |manifests: &mut Manifests, path: &str| {
        manifests.changed(&[root.join(path)]).into_iter().map(|(root, _)| root).collect::<Vec<PathBuf>>()
    };
    assert_eq!(changed(&mut manifests, "go.mod"), std::slice::from_ref(&root));
    assert_eq!(
        version(manifests.read_around(&place(&folder, "main.go"), false).as_ref(), Ecosystem::Runtime, "go"),
        ">=1.23.4"
    );
    assert_eq!(changed(&mut manifests, "gradle/libs.versions.toml"), std::slice::from_ref(&root));
    for unread in ["other/go.mod", "main.go", "../go.mod"] {
        assert!(changed(&mut manifests, unread).is_empty(), "{unread}");
    }
}

#[test]
fn outside_of_the_workspace_a_repository_is_the_root() {
    let folder = folder("//- go.mod\nmodule outer\n//- repo/.git/HEAD\nref\n//- repo/a/go.mod\nmodule a\ngo 1.22\n");
    let mut manifests = Manifests::default();
    let mut read = |file: &str| manifests.read_around(&Place { file: folder.path().join(file), folder: None }, false);
    let found = read("repo/a/b/main.go").expect("a project");
    assert_eq!((found.root, found.path.as_str()), (folder.path().join("repo"), "a/b/main.go"));
    assert!(read("main.go").is_none());
}

#[test]
fn a_broken_manifest_is_reported_once() {
    let folder = folder("//- package.json\n{\"dependencies\": {\n//- x.js\n\n");
    let mut manifests = Manifests::default();
    let mut broken = || {
        let found = manifests.read_around(&place(&folder, "x.js"), true).expect("a project");
        found.broken.into_iter().map(|(path, _)| path).collect::<Vec<_>>()
    };
    assert_eq!(broken(), ["package.json"]);
    write(folder.path(), "package.json", "{\"dependencies\": [");
    assert!(broken().is_empty());
}

#[test]
fn large_files_are_not_read() {
    let folder = folder("//- go.mod\nmodule a\n//- x.go\n\n");
    let large = format!("module a\nrequire github.com/labstack/echo/v4 v4.1.0\n//{}", " ".repeat(4 << 20));
    fs::write(folder.path().join("go.mod"), large).expect("written");
    let found = Manifests::default().read_around(&place(&folder, "x.go"), false).expect("a project");
    assert_eq!(found.broken, [("go.mod".to_owned(), "it is larger than 4 MiB".to_owned())]);
    assert_eq!(version(Some(&found), Ecosystem::Go, "github.com/labstack/echo/v4"), "unknown");
}

#[test]
fn any_bytes_and_any_depth_cost_only_their_own_file() {
    let folder = folder("//- x.js\n\n//- go.mod\nmodule a\ngo 1.22\n");
    let nested = "[".repeat(100_000);
    let bomb = format!("a: &a [x]\nb: &b [{}]\n", "*a, ".repeat(50_000));
    let files: [(&str, &[u8]); 5] = [
        ("package.json", nested.as_bytes()),
        ("pnpm-lock.yaml", bomb.as_bytes()),
        ("composer.json", b"\xff\xfe\x00\xd8{"),
        ("Gemfile.lock", b"\x00\x01\x02 \xf0\x9f\x00"),
        ("pom.xml", b"<!DOCTYPE a [<!ENTITY b \"&c;&c;\"><!ENTITY c \"&b;&b;\">]><project>&b;</project>"),
    ];
    for (path, bytes) in files {
        fs::write(folder.path().join(path), bytes).expect("written");
    }
    let found = Manifests::default().read_around(&place(&folder, "x.js"), false);
    assert_eq!(version(found.as_ref(), Ecosystem::Npm, "express"), "unknown");
    assert_eq!(version(found.as_ref(), Ecosystem::Runtime, "go"), ">=1.22");
}

/// A byte order mark and the encodings of Windows' editors.
#[test]
fn manifests_are_read_in_the_encodings_of_editors() {
    let folder = folder("//- x.cs\n\n");
    let text = "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>";
    let utf_16 = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for bytes in [format!("\u{feff}{text}").into_bytes(), utf_16] {
        fs::write(folder.path().join("a.csproj"), bytes).expect("written");
        check(&folder, "x.cs", Ecosystem::Runtime, &[("dotnet", ">=8.0 <8.1")]);
    }
}

#[cfg(unix)]
#[test]
fn links_are_followed_within_the_folder_alone() {
    use std::os::unix::fs::symlink;

    let elsewhere = folder("//- go.mod\nmodule a\ngo 1.22\n//- inner/go.mod\nmodule a\ngo 1.22\n");
    let folder = folder("//- in/go.mod\nmodule a\ngo 1.23\n//- x.go\n\n");
    let root = folder.path();
    symlink(elsewhere.path().join("go.mod"), root.join("go.mod")).expect("a link");
    symlink(elsewhere.path().join("inner"), root.join("inner")).expect("a link");
    check(&folder, "x.go", Ecosystem::Runtime, &[("go", "unknown")]);
    check(&folder, "inner/x.go", Ecosystem::Runtime, &[("go", "unknown")]);
    fs::remove_file(root.join("go.mod")).expect("removed");
    symlink("in/go.mod", root.join("go.mod")).expect("a link");
    check(&folder, "x.go", Ecosystem::Runtime, &[("go", ">=1.23")]);
    // The workspace folder itself may be one.
    let link = elsewhere.path().join("link");
    symlink(root, &link).expect("a link");
    let found = Manifests::default().read_around(&Place { file: link.join("x.go"), folder: Some(link) }, false);
    assert_eq!(version(found.as_ref(), Ecosystem::Runtime, "go"), ">=1.23");
}

#[cfg(unix)]
#[test]
fn pipes_and_folders_with_the_name_of_a_manifest_are_left_alone() {
    let folder = folder("//- x.go\n\n//- go.mod/a\n\n");
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("package.json")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let found = Manifests::default().read_around(&place(&folder, "x.go"), false).expect("a project");
    assert_eq!((found.broken.len(), version(Some(&found), Ecosystem::Runtime, "go")), (0, "unknown".to_owned()));
}

#[test]
fn no_folder_is_walked() {
    let folder = folder("//- src/x.js\n\n");
    for at in 0..200 {
        write(folder.path(), &format!("packages/p{at}/package.json"), "{");
        write(folder.path(), &format!("src/node_modules/p{at}/package.json"), "{");
    }
    let found = Manifests::default().read_around(&place(&folder, "src/x.js"), false).expect("a project");
    assert_eq!(found.broken, []);
}
