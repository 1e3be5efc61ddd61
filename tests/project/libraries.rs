//! The libraries of the catalog in a project.

use expect_test::expect;
use http_status_lsp::catalog::Library;
use http_status_lsp::project::{Ecosystem, Presence, Versions};

use super::{check, project};

#[test]
fn frameworks_bring_libraries() {
    check(
        "//- web/pyproject.toml
[project]
requires-python = \"==3.11.*\"
dependencies = [\"fastapi\"]
//- web/uv.lock
[[package]]
name = \"fastapi\"
version = \"0.110.0\"
source = { registry = \"x\" }
//- app/pom.xml
<project><properties><java.version>21</java.version></properties><dependencies>
<dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies></project>
//- net/Web.csproj
<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>
//- rails/Gemfile
gem 'rails'
//- rails/Gemfile.lock
GEM
  specs:
    rack (2.2.8)
    rails (7.1.2)

DEPENDENCIES
  rails
//- php/composer.json
{ \"require\": { \"laravel/framework\": \"^11.0\" } }
//- rust/Cargo.toml
[dependencies]
axum = \"0.7\"
",
        "web/a.py: python-starlette
         web/a.py: python-fastapi
         web/a.py: python-django
         web/a.py: python-http-stdlib
         app/A.java: java-spring-framework-7
         app/A.java: java-jetty
         app/A.java: java-net-httpurlconnection
         net/A.cs: dotnet-asp-net-core
         net/A.cs: dotnet-asp-net-core-mvc
         rails/a.rb: ruby-rack-rails
         rails/a.rb: ruby-rails-exception-to-status
         rails/a.rb: ruby-webrick
         php/a.php: php-symfony-httpfoundation
         php/a.php: php-yii2
         rust/a.rs: rust-http
         rust/a.rs: rust-rocket",
        &expect![[r#"
            web/a.py: python-starlette = some version
            web/a.py: python-fastapi = 0.110.0
            web/a.py: python-django = absent
            web/a.py: python-http-stdlib = >=3.11 <3.12
            app/A.java: java-spring-framework-7 = some version
            app/A.java: java-jetty = unknown
            app/A.java: java-net-httpurlconnection = >=21 <22
            net/A.cs: dotnet-asp-net-core = >=8.0 <8.1
            net/A.cs: dotnet-asp-net-core-mvc = >=8.0 <8.1
            rails/a.rb: ruby-rack-rails = 2.2.8, indirect
            rails/a.rb: ruby-rails-exception-to-status = 7.1.2
            rails/a.rb: ruby-webrick = absent
            php/a.php: php-symfony-httpfoundation = some version
            php/a.php: php-yii2 = unknown
            rust/a.rs: rust-http = some version
            rust/a.rs: rust-rocket = unknown
        "#]],
    );
}

#[test]
fn lists_of_versions_tell_the_version() {
    check(
        r#"//- ktor/pom.xml
<project><dependencyManagement><dependencies>
<dependency><groupId>io.ktor</groupId><artifactId>ktor-bom</artifactId><version>${ktor}</version><type>pom</type><scope>import</scope></dependency>
</dependencies></dependencyManagement><properties><ktor>2.3.7</ktor></properties>
<dependencies><dependency><groupId>io.ktor</groupId><artifactId>ktor-server-core</artifactId></dependency></dependencies></project>
//- spring/pom.xml
<project><dependencyManagement><dependencies>
<dependency><groupId>org.springframework</groupId><artifactId>spring-framework-bom</artifactId><version>6.1.2</version><type>pom</type><scope>import</scope></dependency>
</dependencies></dependencyManagement>
<dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies></project>
//- gradle/build.gradle
dependencies {
    implementation platform('org.http4k:http4k-bom:5.10.0.0')
    implementation 'org.http4k:http4k-core'
}
"#,
        "ktor/A.kt: kotlin-ktor
         spring/A.java: java-spring-framework-6-2
         gradle/A.kt: kotlin-http4k
         spring/A.kt: kotlin-ktor",
        &expect![[r#"
            ktor/A.kt: kotlin-ktor = 2.3.7
            spring/A.java: java-spring-framework-6-2 = 6.1.2
            gradle/A.kt: kotlin-http4k = 5.10.0.0
            spring/A.kt: kotlin-ktor = unknown
        "#]],
    );
}

#[test]
fn what_comes_with_a_language_is_always_there() {
    check(
        "//- go.mod\nmodule a\ngo 1.21\n//- package.json\n{}\n",
        "main.go: go-net-http
         a.py: python-http-stdlib
         a.zig: zig-std-http
         main.go: go-valyala-fasthttp
         main.go: c-libevent-evhttp
         a.js: js-axios
         a.py: python-django",
        &expect![[r#"
            main.go: go-net-http = >=1.21
            a.py: python-http-stdlib = some version
            a.zig: zig-std-http = some version
            main.go: go-valyala-fasthttp = absent
            main.go: c-libevent-evhttp = unknown
            a.js: js-axios = absent
            a.py: python-django = unknown
        "#]],
    );
}

/// Whether each library of a language with manifests says where it comes from.
#[test]
fn libraries_name_their_packages() {
    let languages = [
        "go", "rust", "ruby", "python", "php", "java", "kotlin", "csharp", "elixir", "dart", "swift", "haskell", "perl",
    ];
    for library in Library::all() {
        let is_read = library.languages.iter().any(|language| languages.contains(language));
        let has_none = library.all_packages().next().is_none() && !library.is_standard;
        let is_of_no_registry = ["any-exceptions", "powershell-system-net", "objc-gcdwebserver"].contains(&library.id);
        assert!(!is_read || !has_none || is_of_no_registry, "{} names no package", library.id);
        for package in library.all_packages() {
            assert_eq!(package.name, package.ecosystem.normalized(package.name), "{}", library.id);
            assert!(package.ecosystem != Ecosystem::Maven || package.name.contains(':'), "{}", library.id);
        }
    }
}

#[test]
fn spring_boot_tells_the_version_of_spring() {
    let boot = |version: &str| {
        format!(
            "//- pom.xml\n<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId>\
             <version>{version}</version></parent><dependencies><dependency><groupId>org.springframework.boot</groupId>\
             <artifactId>spring-boot-starter-web</artifactId></dependency></dependencies></project>\n"
        )
    };
    for (version, spring) in [
        ("2.3.12.RELEASE", ""),
        ("2.7.18", ">=5.3 <5.4"),
        ("3.1.2", ">=6.0 <6.1"),
        ("3.3.0", ">=6.1 <6.2"),
        ("3.5.4", ">=6.2 <6.3"),
        ("4.1.1", ">=7.0 <7.1"),
        ("5.0.0", ""),
    ] {
        for id in ["java-spring-framework-6-2", "java-spring-framework-7-responseentity"] {
            let library = Library::all().iter().find(|library| library.id == id).expect("a library");
            let Presence::Present(found) = project(&boot(version)).library("A.java", library) else { panic!("{id}") };
            let shown = match found.version {
                Versions::Range(range) => range.to_string(),
                Versions::Exact(version) => version.to_string(),
                Versions::Unknown => String::new(),
            };
            assert_eq!(shown, spring, "{id} with Spring Boot {version}");
        }
    }
    let gradle = "//- build.gradle\nplugins {\n    id 'org.springframework.boot' version '3.2.0'\n}\ndependencies {\n    \
                  implementation 'org.springframework.boot:spring-boot-starter-web'\n}\n";
    check(
        gradle,
        "A.java: java-spring-framework-7",
        &expect![[r#"
            A.java: java-spring-framework-7 = >=6.1 <6.2
        "#]],
    );
}

/// Editors of Windows write a byte order mark.
#[test]
fn a_byte_order_mark_hides_nothing() {
    check(
        "//- a/go.mod\n\u{feff}module a\nrequire github.com/gin-gonic/gin v1.9.1\n//- b/a.csproj\n\u{feff}<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup><PackageReference Include=\"Giraffe\" Version=\"6.4.0\" /></ItemGroup></Project>\n//- c/Gemfile\n\u{feff}gem 'sinatra', '4.0.0'\n",
        "a/a.go: go-gin
         b/a.fs: fsharp-giraffe
         c/a.rb: ruby-sinatra",
        &expect![[r#"
            a/a.go: go-gin = 1.9.1
            b/a.fs: fsharp-giraffe = >=6.4.0
            c/a.rb: ruby-sinatra = 4.0.0
        "#]],
    );
}
