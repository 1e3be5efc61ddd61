//! The installers look for the files that a release has, under one version.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn read_if_there(name: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).ok()
}

fn read(name: &str) -> String {
    read_if_there(name).unwrap_or_else(|| panic!("{name} cannot be read"))
}

/// The `[package]` of the manifest.
fn package() -> toml::Table {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("a manifest");
    manifest["package"].as_table().expect("a package").clone()
}

fn text(table: &toml::Table, key: &str) -> String {
    table[key].as_str().unwrap_or_else(|| panic!("{key} is no string")).to_owned()
}

fn version() -> String {
    text(&package(), "version")
}

/// The values behind `key` on the lines of a file, without quotes.
fn values(file: &str, key: &str) -> Vec<String> {
    let file = read(file);
    let found = file.lines().filter_map(|line| line.trim_start().strip_prefix(key));
    found.map(|value| value.trim().trim_matches('"').to_owned()).collect()
}

/// The files of a release for one target.
struct Build {
    target: String,
    /// The folder inside the archive; the archive is named for it.
    folder: String,
    archive: String,
    program: &'static str,
}

/// The targets of the release workflow, with the names that the script which packs them gives.
fn builds() -> Vec<Build> {
    let name = values(".github/release/archive.sh", "name=").remove(0);
    let targets = values(".github/workflows/release.yml", "- target:");
    assert!(!targets.is_empty(), "the workflow lists no targets");
    let build = |target: String| {
        let folder = name.replace("$version", &version()).replace("$target", &target);
        let (ending, program) = match target.contains("-windows-") {
            true => (".zip", "http-status-lsp.exe"),
            false => (".tar.gz", "http-status-lsp"),
        };
        Build { archive: format!("{folder}{ending}"), target, folder, program }
    };
    targets.into_iter().map(build).collect()
}

#[test]
fn archives_are_named_as_users_are_told() {
    let linux = builds().into_iter().find(|build| build.target == "x86_64-unknown-linux-musl").expect("Linux is built");
    assert_eq!(linux.archive, format!("http-status-lsp-v{}-x86_64-unknown-linux-musl.tar.gz", version()));
}

#[test]
fn cargo_binstall_finds_every_archive() {
    let package = package();
    let metadata = package["metadata"]["binstall"].as_table().expect("metadata for cargo binstall");
    let overrides = metadata["overrides"].as_table().expect("overrides");
    for target in overrides.keys() {
        assert!(builds().iter().any(|build| build.target == *target), "nothing is built for {target}");
    }
    for build in builds() {
        let format = overrides
            .get(&build.target)
            .map_or(text(metadata, "pkg-fmt"), |own| text(own.as_table().expect("a table"), "pkg-fmt"));
        // For `tgz` cargo binstall asks for `.tgz` and then for `.tar.gz`.
        let ending = if format == "tgz" { ".tar.gz".to_owned() } else { format!(".{format}") };
        let expand = |template: String| {
            template
                .replace("{ repo }", &text(&package, "repository"))
                .replace("{ name }", &text(&package, "name"))
                .replace("{ bin }", "http-status-lsp")
                .replace("{ version }", &version())
                .replace("{ target }", &build.target)
                .replace("{ archive-suffix }", &ending)
                .replace("{ binary-ext }", if build.target.contains("-windows-") { ".exe" } else { "" })
        };
        let release = format!("{}/releases/download/v{}", text(&package, "repository"), version());
        assert_eq!(expand(text(metadata, "pkg-url")), format!("{release}/{}", build.archive));
        assert_eq!(expand(text(metadata, "bin-dir")), format!("{}/{}", build.folder, build.program));
    }
}

#[test]
fn mason_finds_every_archive() {
    let file = "editors/mason/package.yaml";
    let repository = text(&package(), "repository").replace("https://github.com/", "");
    let tag = format!("v{}", version());
    assert_eq!(values(file, "id:"), [format!("pkg:github/{repository}@{tag}")]);
    assert_eq!(values(file, "description:"), [text(&package(), "description")]);

    let expanded = |key| values(file, key).into_iter().map(|value| value.replace("{{version}}", &tag));
    // The last line with `bin:` heads the programs of the package and has nothing behind it.
    let found: BTreeMap<_, _> = expanded("file:").zip(expanded("bin:")).collect();
    let made = builds().into_iter().map(|build| (build.archive, format!("{}/{}", build.folder, build.program)));
    assert_eq!(found, made.collect());

    // Mason's names for platforms beside the first two parts of a target.
    let platforms: BTreeMap<_, _> = values(file, "- target:").into_iter().zip(values(file, "file:")).collect();
    for (system, part) in [("linux", "-unknown-linux-"), ("darwin", "-apple-darwin"), ("win", "-pc-windows-")] {
        for (processor, name) in [("x64", "x86_64"), ("arm64", "aarch64")] {
            let archive = &platforms[&format!("{system}_{processor}")];
            assert!(archive.contains(&format!("{name}{part}")), "{system}_{processor}: {archive}");
        }
    }
}

/// Each line of the script's table: a platform of VS Code and the target whose program it gets.
#[test]
fn the_vscode_extension_gets_the_program_of_its_platform() {
    let script = read(".github/release/extensions.sh");
    let lines = script.lines().filter_map(|line| line.strip_prefix("  \"")?.strip_suffix('"')?.split_once(' '));
    let found: BTreeMap<_, _> = lines.map(|(platform, target)| (platform, target.trim())).collect();
    let expected = [
        ("alpine-arm64", "aarch64-unknown-linux-musl"),
        ("alpine-x64", "x86_64-unknown-linux-musl"),
        ("darwin-arm64", "aarch64-apple-darwin"),
        ("darwin-x64", "x86_64-apple-darwin"),
        ("linux-arm64", "aarch64-unknown-linux-musl"),
        ("linux-x64", "x86_64-unknown-linux-musl"),
        ("win32-arm64", "aarch64-pc-windows-msvc"),
        ("win32-x64", "x86_64-pc-windows-msvc"),
    ];
    assert_eq!(found, expected.into());
    let used: BTreeSet<String> = found.values().map(|target| (*target).to_owned()).collect();
    assert_eq!(used, builds().into_iter().map(|build| build.target).collect());
}

#[test]
fn one_version_is_named_everywhere() {
    for file in ["editors/vscode/package.json", "editors/vscode/package-lock.json"] {
        if let Some(content) = read_if_there(file) {
            let json: serde_json::Value = serde_json::from_str(&content).expect("JSON");
            assert_eq!(json["version"], version(), "{file}");
        }
    }
    let rust = text(&package(), "rust-version");
    let [image] = values(".github/workflows/ci.yml", "container:").try_into().expect("one container");
    let digest = image.strip_prefix(&format!("rust:{rust}-bookworm@sha256:")).expect("an image by its digest");
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{image}");
}

/// Below `.github/workflows`, with their text.
fn workflows() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    let entries = fs::read_dir(folder).expect("workflows");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    names.map(|name| format!(".github/workflows/{name}")).map(|file| (file.clone(), read(&file))).collect()
}

/// Of scripts it must be there; of actions one commit: a tag can be moved to other code. The version behind it is for readers.
#[test]
fn actions_and_scripts_of_workflows_exist_and_are_pinned() {
    let mut commits = BTreeMap::new();
    for (file, content) in workflows() {
        let programs = [".sh", ".py"];
        for script in content
            .split_whitespace()
            .filter(|word| word.starts_with(".github/") && programs.iter().any(|ending| word.ends_with(ending)))
        {
            assert!(read_if_there(script).is_some(), "{file} runs {script}, which is not there");
        }
        for used in values(&file, "- uses:").into_iter().chain(values(&file, "uses:")) {
            if used.starts_with("./") {
                continue;
            }
            let (action, pin) = used.split_once('@').unwrap_or_else(|| panic!("{file}: {used}"));
            let (commit, version) = pin.split_once(" # v").unwrap_or_else(|| panic!("{file}: {used}"));
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{file}: {used}");
            let first = commits.entry(action.to_owned()).or_insert_with(|| pin.to_owned());
            assert_eq!(first, pin, "{file}: {action} is used as two versions, {version} among them");
        }
    }
    assert!(!commits.is_empty());
}

/// `npm exec`, `npx` and `npm install` take what is newest; install scripts run whatever a package says.
#[test]
fn workflows_install_only_locked_packages() {
    let mut count = 0;
    for (file, content) in workflows().into_iter().chain([(".github/lint.sh".to_owned(), read(".github/lint.sh"))]) {
        for line in content.lines().filter(|line| !line.trim_start().starts_with('#')) {
            for unlocked in
                ["npm exec", "npx ", "npm install", "npm i ", "cargo install", "pip install", "curl ", "wget "]
            {
                assert!(!line.contains(unlocked), "{file}: {line}");
            }
            if line.contains("npm ci") {
                assert!(line.contains("npm ci --ignore-scripts "), "{file}: {line}");
                count += 1;
            }
            let cargo_builds = ["cargo build", "cargo publish", "cargo package", "cargo test", "cargo deny"];
            if cargo_builds.iter().any(|command| line.contains(command)) {
                assert!(line.contains("--locked"), "{file}: {line}");
            }
        }
    }
    assert!(count > 3, "{count} installations found");
}

/// A step that sees a token runs one program, which an earlier step has installed or built.
#[test]
fn nothing_is_installed_or_built_beside_a_token() {
    let mut count = 0;
    for (file, content) in workflows() {
        for step in content.split("      - ").filter(|step| step.contains("_TOKEN:") || step.contains("_PAT:")) {
            // Git's own command line and that of GitHub come with the machine.
            if step.contains("GH_TOKEN: ${{ github.token }}") {
                continue;
            }
            assert!(!step.contains("npm ") && !step.contains("| sh"), "{file}: {step}");
            assert!(!step.contains("cargo ") || step.contains("--no-verify"), "{file}: {step}");
            count += 1;
        }
        // Every step of a job with this permission can ask for a token.
        for job in content.split("\n\n  ").filter(|job| job.contains("id-token: write")) {
            for builds in ["npm ", "cargo build", "cargo test", "cargo package"] {
                assert!(!job.contains(builds), "{file}: {job}");
            }
        }
    }
    assert_eq!(count, 3, "crates.io and two marketplaces");
    assert!(!read(".github/workflows/publish.yml").contains("secrets.CARGO"), "crates.io gives a token for each run");
}

/// The lock files of the repository.
fn lock_files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        if ["Cargo.lock", "package-lock.json"].contains(&name) {
            let file = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("a path below");
            found.insert(file.to_str().expect("a name").replace('\\', "/"));
        } else if path.is_dir() && !path.is_symlink() && ![".git", "node_modules", "target"].contains(&name) {
            found.append(&mut lock_files(&path));
        }
    }
    found
}

#[test]
fn every_lock_file_is_updated_and_audited() {
    let updated = values(".github/dependabot.yml", "directory: /");
    let ecosystems = values(".github/dependabot.yml", "- package-ecosystem:");
    let audit = read(".github/workflows/audit.yml");
    let updates: Vec<_> =
        ecosystems.iter().zip(&updated).map(|(ecosystem, folder)| (ecosystem.as_str(), folder.as_str())).collect();
    let locks = lock_files(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(locks.len() > 4, "{locks:?}");
    for lock in &locks {
        let (folder, name) = lock.rsplit_once('/').unwrap_or(("", lock));
        let ecosystem = if name == "Cargo.lock" { "cargo" } else { "npm" };
        assert!(updates.contains(&(ecosystem, folder)), "dependabot does not update {lock}");
        let audited = if ecosystem == "cargo" { lock.replace(".lock", ".toml") } else { folder.to_owned() };
        assert!(audit.split([' ', ';', '\n']).any(|word| word == audited), "{lock} is not audited");
    }
    assert!(updates.contains(&("github-actions", "")));
}

const LEGAL: [&str; 3] = ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-NOTICES.txt"];

/// Packs a stand-in for the program, which says what the script asks it, as the release does.
#[cfg(unix)]
#[test]
fn an_archive_holds_licenses_and_notices() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;

    let scratch = tempfile::tempdir().expect("a folder");
    let target = "x86_64-unknown-linux-gnu";
    let built = scratch.path().join(target).join("release");
    fs::create_dir_all(&built).expect("a folder");
    let program = built.join("http-status-lsp");
    let answers = format!(
        "#!/bin/sh\ncase $1 in\nexplain) echo '404 Not Found' ;;\nfind) echo 'a.js:1:12:res.status(404);' ;;\n\
         check) sed \"s/200:/'200':/\" api.yaml >mended && mv mended api.yaml ;;\n*) echo 'http-status-lsp {}' ;;\nesac\n",
        version()
    );
    fs::write(&program, answers).expect("a program");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("permissions");

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/release/archive.sh");
    let packed = Command::new("bash")
        .arg(script)
        .arg(target)
        .arg(scratch.path())
        .env("CARGO_TARGET_DIR", scratch.path())
        .output();
    let packed = packed.expect("bash runs");
    assert!(packed.status.success(), "{}", String::from_utf8_lossy(&packed.stderr));

    let folder = format!("http-status-lsp-v{}-{target}", version());
    let archive = scratch.path().join(format!("{folder}.tar.gz"));
    let listed = Command::new("tar").arg("-tzf").arg(archive).output().expect("tar runs");
    let listed = String::from_utf8(listed.stdout).expect("names");
    let found: BTreeSet<&str> = listed.lines().filter(|line| !line.ends_with('/')).collect();
    let shells = ["http-status-lsp.bash", "_http-status-lsp", "http-status-lsp.fish", "_http-status-lsp.ps1"];
    let completions = shells.iter().chain(&["http-status-lsp.elv"]).map(|file| format!("{folder}/completions/{file}"));
    let others = LEGAL.iter().chain(&["README.md", "http-status-lsp", "http-status-lsp.1"]);
    let expected = others.map(|name| format!("{folder}/{name}")).chain(completions);
    assert_eq!(found, expected.collect::<Vec<_>>().iter().map(String::as_str).collect());
}

#[test]
fn the_crate_holds_licenses_and_notices() {
    let listed = std::process::Command::new(env!("CARGO"))
        .args(["package", "--list", "--offline", "--allow-dirty"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let listed = String::from_utf8(listed.stdout).expect("names");
    for file in LEGAL {
        assert!(listed.lines().any(|line| line == file), "the crate lacks {file}:\n{listed}");
    }
}

/// The script that makes the packages looks into them too; here is what it would find.
#[test]
fn the_vscode_extension_holds_licenses_and_notices() {
    let kept = values("editors/vscode/.vscodeignore", "!");
    for file in ["LICENSE", "THIRD-PARTY-NOTICES.txt", "server/THIRD-PARTY-NOTICES.txt"] {
        assert!(kept.iter().any(|line| line == file), "{file} is left out of the extension");
    }
    assert!(
        read("editors/vscode/scripts/package.mjs")
            .contains("copyFileSync(join(project, NOTICES), join('server', NOTICES))")
    );
}

/// Zed takes an extension from its own folder, and refuses one that has no license there.
#[test]
fn the_zed_extension_has_the_licenses() {
    for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
        assert_eq!(read(&format!("editors/zed/{file}")), read(file), "{file}");
    }
}

#[test]
fn the_config_for_nvim_lspconfig_is_the_tested_one() {
    let code = |file: &str| {
        let text = read(file);
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("--"));
        lines.collect::<Vec<_>>().join("\n").trim().to_owned()
    };
    assert_eq!(code("editors/nvim-lspconfig/http_status.lua"), code("editors/nvim/lsp/http_status.lua"));
}

/// Zed's extension downloads an archive; the parts of its name stand in its source.
#[test]
fn zed_asks_for_archives_that_exist() {
    let Some(source) = read_if_there("editors/zed/src/lib.rs") else { return };
    for build in builds() {
        let (processor, system) = build.target.split_once('-').expect("a target");
        for part in [processor, system, "http-status-lsp-"] {
            assert!(source.contains(part), "editors/zed/src/lib.rs does not name {part} of {}", build.archive);
        }
    }
}
