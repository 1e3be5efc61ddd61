//! The manifests of a workspace together.

use expect_test::expect;

use super::check;

#[test]
fn modules_of_go_stand_for_themselves() {
    check(
        "//- go.mod
module a
go 1.22
require github.com/labstack/echo/v4 v4.11.1
//- tools/go.mod
module a/tools
go 1.21
require github.com/valyala/fasthttp v1.50.0 // indirect
//- go.work
go 1.23
",
        "main.go: go github.com/labstack/echo/v4
         tools/main.go: go github.com/labstack/echo/v4
         tools/main.go: go github.com/valyala/fasthttp
         main.go: runtime go
         tools/main.go: runtime go",
        &expect![[r#"
            main.go: go github.com/labstack/echo/v4 = 4.11.1
            tools/main.go: go github.com/labstack/echo/v4 = absent
            tools/main.go: go github.com/valyala/fasthttp = 1.50.0, indirect
            main.go: runtime go = >=1.23
            tools/main.go: runtime go = >=1.21
        "#]],
    );
}

#[test]
fn workspaces_of_cargo() {
    check(
        r#"//- Cargo.toml
[workspace]
members = ["crates/*"]
exclude = ["crates/old"]
[workspace.dependencies]
axum = "0.7"
http = "1"
//- Cargo.lock
[[package]]
name = "axum"
version = "0.7.4"
source = "r"
[[package]]
name = "http"
version = "0.2.12"
source = "r"
[[package]]
name = "http"
version = "1.1.0"
source = "r"
[[package]]
name = "hyper"
version = "1.2.0"
source = "r"
//- crates/a/Cargo.toml
[dependencies]
axum.workspace = true
http = { workspace = true }
//- crates/b/Cargo.toml
[dependencies]
http = "0.2"
//- crates/old/Cargo.toml
[dependencies]
http = "0.2"
"#,
        "crates/a/src/lib.rs: cargo axum
         crates/a/src/lib.rs: cargo http
         crates/b/src/lib.rs: cargo http
         crates/b/src/lib.rs: cargo hyper
         crates/b/src/lib.rs: cargo rocket
         crates/old/src/lib.rs: cargo http
         crates/old/src/lib.rs: cargo rocket",
        &expect![[r#"
            crates/a/src/lib.rs: cargo axum = 0.7.4
            crates/a/src/lib.rs: cargo http = 1.1.0
            crates/b/src/lib.rs: cargo http = 0.2.12
            crates/b/src/lib.rs: cargo hyper = 1.2.0, indirect
            crates/b/src/lib.rs: cargo rocket = absent
            crates/old/src/lib.rs: cargo http = >=0.2 <0.3
            crates/old/src/lib.rs: cargo rocket = unknown
        "#]],
    );
}

#[test]
fn ruby_and_its_engines() {
    check(
        "//- Gemfile
gem 'rails', '~> 7.1'
//- Gemfile.lock
GEM
  specs:
    rack (2.2.8)
    rails (7.1.2)

DEPENDENCIES
  rails (~> 7.1)
//- engines/pay/pay.gemspec
Gem::Specification.new do |s|
  s.add_dependency 'rack', '>= 2'
end
//- .ruby-version
3.2.2
",
        "app/a.rb: gem rails
         app/a.rb: gem rack
         engines/pay/a.rb: gem rack
         engines/pay/a.rb: gem sinatra
         app/a.rb: runtime ruby",
        &expect![[r#"
            app/a.rb: gem rails = 7.1.2
            app/a.rb: gem rack = 2.2.8, indirect
            engines/pay/a.rb: gem rack = 2.2.8
            engines/pay/a.rb: gem sinatra = absent
            app/a.rb: runtime ruby = 3.2.2
        "#]],
    );
}

#[test]
fn python_is_absent_only_from_whole_graphs() {
    check(
        "//- pyproject.toml
[project]
requires-python = \">=3.9\"
dependencies = [\"fastapi>=0.100\"]
//- uv.lock
[[package]]
name = \"fastapi\"
version = \"0.110.0\"
source = { registry = \"x\" }
[[package]]
name = \"starlette\"
version = \"0.36.3\"
source = { registry = \"x\" }
//- .python-version
3.12
//- jobs/requirements.txt
requests>=2
",
        "app/a.py: pypi fastapi
         app/a.py: pypi starlette
         app/a.py: pypi django
         app/a.py: runtime python
         jobs/a.py: pypi requests
         jobs/a.py: pypi django",
        &expect![[r#"
            app/a.py: pypi fastapi = 0.110.0
            app/a.py: pypi starlette = 0.36.3, indirect
            app/a.py: pypi django = absent
            app/a.py: runtime python = >=3.12 <3.13
            jobs/a.py: pypi requests = >=2
            jobs/a.py: pypi django = unknown
        "#]],
    );
    check(
        "//- requirements/base.txt\nDjango==4.2.7\n//- requirements/dev.txt\nhttpx\n",
        "app/a.py: pypi django
         app/a.py: pypi httpx
         app/a.py: pypi flask
         app/a.py: runtime python",
        &expect![[r#"
            app/a.py: pypi django = 4.2.7
            app/a.py: pypi httpx = some version, dev
            app/a.py: pypi flask = unknown
            app/a.py: runtime python = unknown
        "#]],
    );
}

#[test]
fn parents_of_maven() {
    check(
        "//- pom.xml
<project><groupId>g</groupId><artifactId>root</artifactId><version>1</version><packaging>pom</packaging>
  <properties><spring.version>6.1.2</spring.version><jetty.version>12.0.5</jetty.version></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.springframework</groupId><artifactId>spring-web</artifactId><version>${spring.version}</version></dependency>
  </dependencies></dependencyManagement>
  <dependencies><dependency><groupId>io.undertow</groupId><artifactId>undertow-core</artifactId><version>2.3.10.Final</version></dependency></dependencies>
</project>
//- app/pom.xml
<project><parent><groupId>g</groupId><artifactId>root</artifactId><version>1</version></parent>
  <dependencies>
    <dependency><groupId>org.springframework</groupId><artifactId>spring-web</artifactId></dependency>
    <dependency><groupId>org.eclipse.jetty</groupId><artifactId>jetty-http</artifactId><version>${jetty.version}</version><scope>test</scope></dependency>
  </dependencies>
</project>
//- parent/pom.xml
<project><properties><netty.version>4.1.100.Final</netty.version></properties></project>
//- other/pom.xml
<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version><relativePath>../parent</relativePath></parent>
  <dependencies><dependency><groupId>io.netty</groupId><artifactId>netty-codec-http</artifactId><version>${netty.version}</version></dependency></dependencies>
</project>
//- circle/pom.xml
<project><parent><relativePath>pom.xml</relativePath></parent></project>
",
        "app/src/A.java: maven org.springframework:spring-web
         app/src/A.java: maven org.eclipse.jetty:jetty-http
         app/src/A.java: maven io.undertow:undertow-core
         app/src/A.java: maven io.netty:netty-codec-http
         other/src/A.java: maven io.netty:netty-codec-http
         circle/A.java: maven io.netty:netty-codec-http",
        &expect![[r#"
            app/src/A.java: maven org.springframework:spring-web = 6.1.2
            app/src/A.java: maven org.eclipse.jetty:jetty-http = 12.0.5, dev
            app/src/A.java: maven io.undertow:undertow-core = 2.3.10.Final
            app/src/A.java: maven io.netty:netty-codec-http = unknown
            other/src/A.java: maven io.netty:netty-codec-http = 4.1.100.Final
            circle/A.java: maven io.netty:netty-codec-http = unknown
        "#]],
    );
}

#[test]
fn catalogs_of_gradle() {
    check(
        r#"//- gradle/libs.versions.toml
[versions]
ktor = "2.3.7"
[libraries]
ktor-server-core = { module = "io.ktor:ktor-server-core", version.ref = "ktor" }
jetty-http = "org.eclipse.jetty:jetty-http:12.0.5"
[bundles]
web = ["ktor-server-core"]
//- gradle.properties
nettyVersion=4.1.100.Final
//- app/build.gradle.kts
dependencies {
  implementation(libs.bundles.web)
  testImplementation(libs.jetty.http)
  implementation("io.netty:netty-codec-http:${project.property("nettyVersion")}")
}
"#,
        "app/src/A.kt: maven io.ktor:ktor-server-core
         app/src/A.kt: maven io.ktor:ktor-server-*
         app/src/A.kt: maven org.eclipse.jetty:jetty-http
         app/src/A.kt: maven io.netty:netty-codec-http
         app/src/A.kt: maven io.javalin:javalin",
        &expect![[r#"
            app/src/A.kt: maven io.ktor:ktor-server-core = 2.3.7
            app/src/A.kt: maven io.ktor:ktor-server-* = 2.3.7
            app/src/A.kt: maven org.eclipse.jetty:jetty-http = 12.0.5, dev
            app/src/A.kt: maven io.netty:netty-codec-http = 4.1.100.Final
            app/src/A.kt: maven io.javalin:javalin = unknown
        "#]],
    );
}

#[test]
fn central_versions_of_dotnet() {
    check(
        r#"//- Directory.Packages.props
<Project><ItemGroup><PackageVersion Include="Giraffe" Version="6.4.0" /></ItemGroup></Project>
//- Directory.Build.props
<Project><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>
//- src/Web/Web.fsproj
<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><PackageReference Include="Giraffe" /></ItemGroup></Project>
//- src/Web/packages.lock.json
{ "dependencies": { "net8.0": { "Giraffe": { "type": "Direct", "resolved": "6.4.0" } } } }
//- src/Core/Core.fsproj
<Project Sdk="Microsoft.NET.Sdk" />
"#,
        "src/Web/A.fs: nuget giraffe
         src/Web/A.fs: nuget microsoft.net.sdk.web
         src/Web/A.fs: nuget microsoft.aspnet.mvc
         src/Core/A.fs: nuget giraffe
         src/Web/A.fs: runtime dotnet",
        &expect![[r#"
            src/Web/A.fs: nuget giraffe = 6.4.0
            src/Web/A.fs: nuget microsoft.net.sdk.web = some version
            src/Web/A.fs: nuget microsoft.aspnet.mvc = absent
            src/Core/A.fs: nuget giraffe = unknown
            src/Web/A.fs: runtime dotnet = >=8.0 <8.1
        "#]],
    );
}

#[test]
fn members_of_pub_and_umbrellas_of_elixir() {
    check(
        "//- pubspec.yaml
name: root
workspace: [packages/a]
//- pubspec.lock
packages:
  shelf: { dependency: transitive, version: 1.4.1 }
//- packages/a/pubspec.yaml
dependencies: { shelf: ^1.4.0 }
//- mix.exs
defmodule R do
end
//- mix.lock
%{
  \"plug\": {:hex, :plug, \"1.15.3\"},
}
//- apps/web/mix.exs
defp deps do
  [{:phoenix, \"~> 1.7\"}]
end
",
        "packages/a/lib/a.dart: pub shelf
         apps/web/lib/a.ex: hex plug
         apps/web/lib/a.ex: hex phoenix
         apps/web/lib/a.ex: hex bandit",
        &expect![[r#"
            packages/a/lib/a.dart: pub shelf = 1.4.1
            apps/web/lib/a.ex: hex plug = 1.15.3, indirect
            apps/web/lib/a.ex: hex phoenix = >=1.7 <2
            apps/web/lib/a.ex: hex bandit = absent
        "#]],
    );
}

#[test]
fn files_come_and_go() {
    let mut project = super::project("//- package.json\n{ \"dependencies\": { \"axios\": \"1.0.0\" } }\n");
    let ask = |project: &super::Project| super::said(&project.package("a.js", super::Ecosystem::Npm, "axios"));
    assert_eq!(ask(&project), "1.0.0");
    assert!(project.insert("package.json", "{").is_some());
    assert_eq!(ask(&project), "unknown");
    assert!(project.insert("package.json", "{}").is_none());
    assert_eq!(ask(&project), "absent");
    project.remove("package.json");
    assert_eq!(ask(&project), "unknown");
    assert!(project.insert("README.md", "{").is_none());
}
