//! Files that are made to cost: none needs more stack than any other, and none is expanded.

use http_status_lsp::project::{Ecosystem, Kind, Project};

/// One file of each kind.
const PATHS: [&str; 44] = [
    "package.json",
    "package-lock.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "yarn.lock",
    "bun.lock",
    "go.mod",
    "go.work",
    "Cargo.toml",
    "Cargo.lock",
    "Gemfile",
    "Gemfile.lock",
    "a.gemspec",
    ".ruby-version",
    "pyproject.toml",
    "setup.cfg",
    "Pipfile",
    "Pipfile.lock",
    "poetry.lock",
    "uv.lock",
    ".python-version",
    "requirements.txt",
    "composer.json",
    "composer.lock",
    "pom.xml",
    "build.gradle",
    "gradle.properties",
    "gradle.lockfile",
    "libs.versions.toml",
    "Directory.Packages.props",
    "packages.lock.json",
    "mix.exs",
    "mix.lock",
    "pubspec.yaml",
    "pubspec.lock",
    "Package.swift",
    "Package.resolved",
    "build.sbt",
    "deps.edn",
    "project.clj",
    "package.yaml",
    "a.cabal",
    "cpanfile",
    "a.csproj",
];

/// Texts that open a bracket, string, comment or element.
const OPENERS: [&str; 22] = [
    "[",
    "{",
    "(",
    "{\"a\":",
    "[[",
    "a: [",
    "- ",
    "? ",
    "<a>",
    "a.",
    "{a=",
    "a:\n ",
    "${",
    "\"${",
    "(a ",
    "[a ",
    "dependencies {",
    "<a b=\"",
    "*a ",
    "&a [",
    "!a ",
    "%q<",
];

fn read_all(text: &str) {
    for path in PATHS {
        // Whether it is broken does not matter here.
        let _ = Kind::of(path).expect("a kind").read(text);
    }
}

/// Runs on a stack of the size that threads have by default.
fn on_a_thread(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).expect("a thread").join().expect("no panic");
}

#[test]
fn nesting_costs_no_stack() {
    on_a_thread(|| {
        for open in ["[", "{", "(", "{\"a\":", "- ", "<a>", "a."] {
            read_all(&open.repeat(100_000));
        }
        for open in OPENERS {
            read_all(&open.repeat(1_000));
            read_all(&["{\"dependencies\": ", &open.repeat(1_000)].concat());
            read_all(&["dependencies = ", &open.repeat(1_000)].concat());
            read_all(&["dependencies: ", &open.repeat(1_000)].concat());
        }
        let deeper: String = (0..500).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        read_all(&deeper);
    });
}

#[test]
fn bombs_are_refused() {
    let levels: String =
        (1..60).map(|level| format!("a{level}: &a{level} [{}]\n", format!("*a{},", level - 1).repeat(9))).collect();
    let yaml = format!("a0: &a0 [x]\n{levels}");
    for path in ["pnpm-lock.yaml", "pubspec.lock", "package.yaml", "pnpm-workspace.yaml"] {
        assert!(Kind::of(path).expect("a kind").read(&yaml).is_err(), "{path}");
    }
    let entities: String =
        (1..60).map(|level| format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(9))).collect();
    let xml = format!("<!DOCTYPE p [<!ENTITY e0 \"x\">{entities}]><project><version>&e59;</version></project>");
    assert!(Kind::of("pom.xml").expect("a kind").read(&xml).is_ok_and(|packages| packages.dependencies.is_empty()));
    let properties: String =
        (1..60).map(|level| format!("<a{level}>{}</a{level}>", format!("${{a{}}}", level - 1).repeat(9))).collect();
    let pom = format!(
        "<project><properties><a0>1</a0>{properties}</properties><dependencies><dependency><groupId>org.eclipse.jetty</groupId><artifactId>jetty-http</artifactId><version>${{a59}}</version></dependency></dependencies></project>"
    );
    let project = Project::of([("pom.xml", pom.as_str())]);
    let _ = project.package("A.java", Ecosystem::Maven, "org.eclipse.jetty:jetty-http");
}

#[test]
fn text_that_is_no_text_is_read() {
    for text in [
        "",
        "\u{feff}",
        "\u{0}",
        "\u{fffd}\u{fffd}",
        "é",
        "\r",
        "\"",
        "'",
        "\\",
        "{\"é\": \"\\",
        "\u{feff}{}",
        "//",
        "/*",
        "#",
        "<",
        "&",
        "%q",
        "%q<é",
        "$",
        "${é",
    ] {
        read_all(text);
        read_all(&text.repeat(100));
    }
}

/// Texts that grow by repetition, each a statement that the file is made of.
const REPEATED: [(&str, &str, &str); 34] = [
    ("package.json", "{\"dependencies\": {\"a\": \"1\"", ", \"a\": \"^1 || ^2\""),
    ("package-lock.json", "{\"packages\": {\"\": {}", ", \"node_modules/a\": {\"version\": \"1.0.0\"}"),
    (
        "package-lock.json",
        "{\"dependencies\": {\"a\": {}",
        ", \"a\": {\"version\": \"1.0.0\", \"dependencies\": {\"b\": {}}}",
    ),
    ("pnpm-lock.yaml", "importers:\n  .:\n    dependencies:\n", "      a:\n        version: 1.0.0\n"),
    ("pnpm-lock.yaml", "packages:\n", "  a@1.0.0: {}\n"),
    ("pnpm-workspace.yaml", "packages:\n", "  - 'a/*'\n"),
    ("yarn.lock", "# yarn lockfile v1\n", "a@^1.0, b@^2.0:\n  version \"1.0.0\"\n"),
    ("yarn.lock", "# yarn lockfile v1\n", "a@^1.0, "),
    ("yarn.lock", "__metadata: {}\n", "\"a@npm:^1.0\":\n  version: 1.0.0\n"),
    ("bun.lock", "{\"packages\": {\"\": []", ", /* */ \"a\": [\"a@1.0.0\"]"),
    ("go.mod", "module a\n", "require a/b v1.0.0\nreplace a/b => a/b v1.1.0\n"),
    ("Cargo.toml", "[dependencies]\n", "# \"\na.b.c.d = 1\n"),
    ("Cargo.lock", "", "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\"a 1.0.0\"]\n"),
    ("Gemfile", "", "gem 'a', '~> 1.0', group: :test\n"),
    ("Gemfile", "", "group :test do\ngem 'a'\n"),
    ("Gemfile", "gem 'a'", ", group: [:test"),
    ("Gemfile.lock", "GEM\n  specs:\n", "    a (1.0.0)\n"),
    ("pyproject.toml", "[project]\ndependencies = [", "\"a>=1,<2,!=1.5\", "),
    ("setup.cfg", "[options]\ninstall_requires =\n", "  a>=1\n"),
    ("requirements.txt", "", "a==1 \\\n --hash=sha256:a\n # via b\n"),
    ("requirements.txt", "a", "==1,"),
    ("composer.json", "{\"require\": {\"a\": \"1", " || ^2"),
    ("pom.xml", "<project><dependencies>", "<dependency><groupId>a</groupId><version>${a}</version></dependency>"),
    ("pom.xml", "<project a=\"\"", " a=\"\""),
    ("build.gradle", "", "a = '1.0'\nimplementation \"a:b:$a\"\n"),
    ("build.gradle", "implementation(", "'a:b:1', x: '1', "),
    ("build.gradle", "", "/* "),
    ("build.gradle", "", "\"${\n"),
    ("libs.versions.toml", "[libraries]\n", "[libraries.a]\n"),
    ("mix.exs", "def deps do [", "{:a, "),
    ("Package.swift", "", ".package(url: "),
    ("build.sbt", "", "\"a\" %% \"b\" % c "),
    ("deps.edn", "{:deps {", "a/b {:mvn/version \"1\" "),
    ("a.cabal", "build-depends:\n", "  , a >= 1 && < 2\n"),
];

#[test]
fn repetition_is_read() {
    for (path, start, part) in REPEATED {
        let text = [start, &part.repeat(20_000 / part.len())].concat();
        let read = Kind::of(path).expect("a kind").read(&text);
        let is_closed = !start.starts_with(['{', '<']) && !part.contains("/*") && path != "Gemfile.lock";
        assert!(
            !is_closed || read.is_ok() || path.ends_with("toml") || path.ends_with("lock.yaml"),
            "{path}: {read:?}"
        );
    }
}
