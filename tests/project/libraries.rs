//! The libraries of the catalog in a project.

use expect_test::expect;
use http_status_lsp::catalog::Library;
use http_status_lsp::project::Ecosystem;

use super::check;

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
