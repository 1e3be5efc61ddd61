//! Each kind of manifest and lock file.

use expect_test::expect;

use super::check_file;

#[test]
fn package_json() {
    check_file(
        "package.json",
        r#"{
  "name": "shop",
  "engines": { "node": ">=18" },
  "dependencies": { "http-errors": "^2.0.0", "axios": "1.6.2", "boom": "npm:@hapi/boom@^10.0.0", "a": "workspace:^1.0", "b": "catalog:", "c": "github:x/y" },
  "devDependencies": { "http-status-codes": "latest" },
  "peerDependencies": { "@nestjs/common": "^9 || ^10" }
}"#,
        &expect![[r#"
            http-errors >=2.0.0 <3
            axios 1.6.2
            @hapi/boom >=10.0.0 <11
            a >=1.0 <2
            b Catalog("") catalog:
            c Unknown github:x/y
            http-status-codes * dev
            @nestjs/common >=9 <11
            node >=18
        "#]],
    );
    check_file(
        "package.json",
        "[]",
        &expect![[r#"
        broken: it is not an object
    "#]],
    );
    check_file(
        "package.json",
        "{ \"dependencies\": { \"a\": 1, \"b\": \"2\" }",
        &expect![[r#"
        broken: EOF while parsing an object at line 1 column 38
    "#]],
    );
    check_file(
        "package.json",
        "{ \"dependencies\": [\"a\"], \"devDependencies\": { \"b\": 1 } }",
        &expect![[r#"
        b >=1 <2 dev
    "#]],
    );
}

#[test]
fn lock_files_of_npm() {
    check_file(
        "package-lock.json",
        r#"{ "lockfileVersion": 3, "packages": {
  "": { "dependencies": { "express": "^4.18.0" }, "devDependencies": { "axios": "^1.0.0" }, "workspaces": ["packages/*"] },
  "packages/a": { "name": "a", "dependencies": { "http-errors": "^1.8.0" } },
  "node_modules/a": { "resolved": "packages/a", "link": true },
  "node_modules/express": { "version": "4.18.2" },
  "node_modules/http-errors": { "version": "2.0.0" },
  "node_modules/axios": { "version": "1.6.2", "dev": true },
  "node_modules/boom": { "name": "@hapi/boom", "version": "10.0.1" },
  "node_modules/koa/node_modules/http-errors": { "version": "1.6.3" },
  "packages/a/node_modules/http-errors": { "version": "1.8.1" } } }"#,
        &expect![[r#"
            express 4.18.2
            http-errors 2.0.0
            axios 1.6.2 dev
            @hapi/boom 10.0.1 indirect
            http-errors 1.6.3 indirect
            http-errors 1.8.1
            the whole graph
        "#]],
    );
    check_file(
        "package-lock.json",
        r#"{ "lockfileVersion": 1, "dependencies": { "koa": { "version": "2.0.0", "dependencies": { "http-errors": { "version": "1.6.3" } } }, "axios": { "version": "0.21.1", "dev": true } } }"#,
        &expect![[r#"
            koa 2.0.0 ?
            axios 0.21.1 ? dev
            http-errors 1.6.3 indirect
            the whole graph
        "#]],
    );
}

#[test]
fn lock_files_of_pnpm() {
    check_file(
        "pnpm-lock.yaml",
        "lockfileVersion: '9.0'
importers:
  .:
    devDependencies:
      axios:
        specifier: ^1.6.0
        version: 1.6.2(debug@4.3.4)
  packages/a:
    dependencies:
      http-errors:
        specifier: 'catalog:'
        version: 2.0.0
      b:
        specifier: workspace:*
        version: link:../b
packages:
  axios@1.6.2:
    resolution: {integrity: x}
  http-errors@2.0.0: {}
  '@hapi/boom@10.0.1': {}
",
        &expect![[r#"
            axios 1.6.2 dev
            http-errors 2.0.0
            b Unknown link:../b
            @hapi/boom 10.0.1 indirect
            the whole graph
        "#]],
    );
    check_file(
        "pnpm-lock.yaml",
        "lockfileVersion: 5.4
specifiers:
  http-errors: ^2.0.0
dependencies:
  http-errors: 2.0.0
packages:
  /http-errors/2.0.0:
    dev: false
  /@hapi/boom/9.1.4_x@1.0.0:
    dev: true
",
        &expect![[r#"
            http-errors 2.0.0
            @hapi/boom 9.1.4 indirect dev
            the whole graph
        "#]],
    );
    check_file(
        "pnpm-workspace.yaml",
        "packages:\n  - 'packages/*'\n  - '!**/test/**'\ncatalog:\n  http-errors: ^2.0.0\ncatalogs:\n  old:\n    http-errors: 1.8.1\n",
        &expect![[r#"
            http-errors >=2.0.0 <3 (shared)
            http-errors 1.8.1 (shared)
        "#]],
    );
}

#[test]
fn lock_files_of_yarn_and_bun() {
    check_file(
        "yarn.lock",
        "# yarn lockfile v1\n\n\"@hapi/boom@^10.0.0\", \"@hapi/boom@^10.0.1\":\n  version \"10.0.1\"\n  dependencies:\n    \"@hapi/hoek\" \"^11.0.2\"\n\nhttp-errors@2.0.0:\n  version \"2.0.0\"\n",
        &expect![[r#"
            @hapi/boom 10.0.1 ?
            @hapi/boom 10.0.1 ?
            http-errors 2.0.0 ?
            the whole graph
        "#]],
    );
    check_file(
        "yarn.lock",
        "__metadata:\n  version: 8\n\n\"http-errors@npm:^2.0.0, http-errors@npm:2.0.0\":\n  version: 2.0.0\n\n\"axios@npm:^1.0.0\":\n  version: 1.6.2\n\n\"shop@workspace:.\":\n  version: 0.0.0-use.local\n  dependencies:\n    axios: \"npm:^1.0.0\"\n",
        &expect![[r#"
            http-errors 2.0.0 indirect
            http-errors 2.0.0 indirect
            axios 1.6.2
            the whole graph
        "#]],
    );
    check_file(
        "yarn.lock",
        "nothing of the kind\n",
        &expect![[r#"
        broken: it is not a lock file of Yarn
    "#]],
    );
    check_file(
        "bun.lock",
        "{\n  \"lockfileVersion\": 1,\n  \"workspaces\": { \"\": { \"dependencies\": { \"axios\": \"^1.0.0\", }, }, },\n  \"packages\": {\n    \"axios\": [\"axios@1.6.2\", \"\", {}, \"sha512-x\"],\n    \"koa/http-errors\": [\"http-errors@1.6.3\", \"\", {}, \"\"],\n  },\n}\n",
        &expect![[r#"
            axios 1.6.2
            http-errors 1.6.3 indirect
            the whole graph
        "#]],
    );
}

#[test]
fn go_mod() {
    check_file(
        "go.mod",
        "module example.com/shop // the shop\n\ngo 1.21\n\nrequire github.com/labstack/echo/v4 v4.11.1\n\nrequire (\n\tgithub.com/gofiber/fiber/v2 v2.50.0\n\tgithub.com/valyala/fasthttp v1.50.0 // indirect\n\tk8s.io/apimachinery v0.0.0-20230101000000-abcdefabcdef\n)\n\nreplace (\n\tgithub.com/gofiber/fiber/v2 => github.com/gofiber/fiber/v2 v2.51.0\n\tk8s.io/apimachinery => ../apimachinery\n)\n",
        &expect![[r#"
            go >=1.21
            github.com/labstack/echo/v4 4.11.1
            github.com/gofiber/fiber/v2 2.51.0
            github.com/valyala/fasthttp 1.50.0 indirect
            k8s.io/apimachinery 0.0.0-20230101000000-abcdefabcdef
        "#]],
    );
    check_file(
        "go.mod",
        "require (\n",
        &expect![[r#"
        broken: it has no `module`
    "#]],
    );
    check_file(
        "go.work",
        "go 1.22.1\n\nuse (\n\t./a\n)\n",
        &expect![[r#"
        go >=1.22.1
    "#]],
    );
}

#[test]
fn cargo() {
    check_file(
        "Cargo.toml",
        "[package]\nname = \"shop\"\nrust-version = \"1.80\"\n\n[dependencies]\naxum = \"0.7\"\nhttp1 = { package = \"http\", version = \"1.1\" }\nhyper = { workspace = true }\nreqwest.workspace = true\nlocal = { path = \"../local\" }\n\n[dev-dependencies]\nactix-web = \"=4.4.0\"\n\n[target.'cfg(unix)'.dependencies]\nhttp_types = \"2\"\n\n[workspace]\nmembers = [\"crates/*\"]\n\n[workspace.dependencies]\nhyper = \"1.0\"\n",
        &expect![[r#"
            axum >=0.7 <0.8
            http >=1.1 <2
            hyper Workspace
            local Unknown
            reqwest Workspace
            actix-web 4.4.0 dev
            http-types >=2 <3
            rust >=1.80
            hyper >=1.0 <2 (shared)
        "#]],
    );
    check_file(
        "Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"http\"\nversion = \"0.2.12\"\nsource = \"registry+x\"\n\n[[package]]\nname = \"http\"\nversion = \"1.1.0\"\nsource = \"registry+x\"\n\n[[package]]\nname = \"shop\"\nversion = \"0.1.0\"\ndependencies = [\n \"http 1.1.0\",\n]\n",
        &expect![[r#"
            http 0.2.12 indirect
            http 1.1.0
            the whole graph
        "#]],
    );
    check_file(
        "Cargo.toml",
        "[dependencies\n",
        &expect![[r#"
        broken: unclosed table, expected `]`
    "#]],
    );
}

#[test]
fn ruby() {
    check_file(
        "Gemfile",
        "source 'https://rubygems.org'\nruby '3.2.1'\n\ngem 'rails', '~> 7.1', '>= 7.1.2' # the framework\ngem \"rack\",\n  \"~> 2.2\"\ngem 'webrick', require: false\ngem 'faraday', group: :test\ngem 'grape', groups: [:development, :production]\ngem 'hanami', git: 'https://example.com/hanami.git'\n\nif RUBY_VERSION >= '3'\n  gem 'net-http'\nend\n\ngroup :development, :test do\n  platforms :ruby do\n    gem 'sinatra', '= 3.0.1'\n  end\nend\ngem 'roda'\n",
        &expect![[r#"
            ruby 3.2.1
            rails >=7.1.2 <8
            rack >=2.2 <3
            webrick *
            faraday * dev
            grape *
            hanami Unknown
            net-http *
            sinatra 3.0.1 dev
            roda *
        "#]],
    );
    check_file(
        "shop.gemspec",
        "Gem::Specification.new do |spec|\n  spec.required_ruby_version = \">= 2.7\"\n  spec.add_dependency \"rack\", \">= 2.2\", \"< 4\"\n  spec.add_runtime_dependency(%q<faraday>.freeze, [\"~> 2.0\"])\n  spec.add_development_dependency 'webrick'\nend\n",
        &expect![[r#"
            ruby >=2.7
            rack >=2.2 <4
            faraday >=2.0 <3
            webrick * dev
        "#]],
    );
    check_file(
        "Gemfile.lock",
        "GIT\n  remote: https://example.com/x.git\n  specs:\n    hanami (2.1.0)\n      rack (>= 2)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    nokogiri (1.15.4-x86_64-linux)\n    nokogiri (1.15.4-arm64-darwin)\n    rack (2.2.8)\n    rails (7.1.2)\n      rack (>= 2.2.4)\n\nPLATFORMS\n  x86_64-linux\n\nDEPENDENCIES\n  hanami!\n  rails (~> 7.1)\n\nRUBY VERSION\n   ruby 3.2.2p53\n\nBUNDLED WITH\n   2.4.10\n",
        &expect![[r#"
            hanami 2.1.0
            nokogiri 1.15.4 indirect
            rack 2.2.8 indirect
            rails 7.1.2
            ruby 3.2.2
            the whole graph
        "#]],
    );
    check_file(
        ".ruby-version",
        "ruby-3.3.0\n",
        &expect![[r#"
        ruby 3.3.0
    "#]],
    );
}

#[test]
fn python() {
    check_file(
        "requirements.txt",
        "# the web\nfastapi[standard]>=0.100,<1 ; python_version >= '3.8'\nFlask==3.0.0  # pinned\nrequests\nstarlette @ git+https://example.com/starlette\n-e git+https://example.com/httpx.git#egg=httpx\n-r base.txt\nhttps://example.com/x.whl\nwerkzeug==3.0.1 \\\n    --hash=sha256:aa\n    # via flask\n",
        &expect![[r#"
            fastapi >=0.100 <1
            flask 3.0.0
            requests *
            starlette Unknown
            httpx Unknown
            werkzeug 3.0.1 indirect
        "#]],
    );
    check_file(
        "requirements/dev.txt",
        "httpx~=0.25.1\n",
        &expect![[r#"
        httpx >=0.25.1 <0.26 dev
    "#]],
    );
    check_file(
        "requirements.txt",
        "a==1 --hash=sha256:aa\nb==2 \\\n  --hash=sha256:bb\n",
        &expect![[r#"
        a 1
        b 2
        the whole graph
    "#]],
    );
    check_file(
        "pyproject.toml",
        "[project]\nrequires-python = \">=3.9\"\ndependencies = [\"fastapi>=0.100\", \"Django<5\"]\n\n[project.optional-dependencies]\nweb = [\"aiohttp\"]\ntest = [\"httpx\"]\n\n[dependency-groups]\ndev = [\"requests>=2\", { include-group = \"lint\" }]\n\n[tool.poetry.dependencies]\npython = \"^3.10\"\nwerkzeug = \"^3.0\"\nfalcon = { version = \"~3.1\", optional = true }\nsanic = { git = \"https://example.com/sanic\" }\n\n[tool.poetry.group.test.dependencies]\nrobyn = \"*\"\n",
        &expect![[r#"
            fastapi >=0.100
            django <5
            httpx * dev
            aiohttp *
            requests >=2 dev
            falcon >=3.1 <3.2
            python >=3.10 <4
            sanic Unknown
            werkzeug >=3.0 <4
            robyn * dev
            python >=3.9
        "#]],
    );
    check_file(
        "setup.cfg",
        "[metadata]\nname = x\n[options]\npython_requires = >=3.8\ninstall_requires =\n    requests>=2.0\n    django\n[options.extras_require]\ntest =\n    httpx\n",
        &expect![[r#"
            python >=3.8
            requests >=2.0
            django *
            httpx * dev
        "#]],
    );
    check_file(
        "Pipfile",
        "[packages]\nflask = \"*\"\n[dev-packages]\nhttpx = \"==0.25.0\"\n[requires]\npython_version = \"3.11\"\n",
        &expect![[r#"
            flask *
            httpx 0.25.0 dev
            python >=3.11 <3.12
        "#]],
    );
    check_file(
        ".python-version",
        "3.12\n",
        &expect![[r#"
        python >=3.12 <3.13
    "#]],
    );
    check_file(
        "runtime.txt",
        "python-3.11.4\n",
        &expect![[r#"
        python 3.11.4
    "#]],
    );
    check_file(
        ".python-version",
        "system\n",
        &expect![[r#"
        broken: it has no version
    "#]],
    );
}

#[test]
fn lock_files_of_python() {
    check_file(
        "Pipfile.lock",
        r#"{"_meta": {"requires": {"python_version": "3.11"}}, "default": {"flask": {"version": "==3.0.0"}, "werkzeug": {"version": "==3.0.1"}}, "develop": {"flask": {"version": "==3.0.0"}, "httpx": {"version": "==0.25.0"}}}"#,
        &expect![[r#"
            flask 3.0.0 ?
            werkzeug 3.0.1 ?
            httpx 0.25.0 ? dev
            python >=3.11 <3.12
            the whole graph
        "#]],
    );
    check_file(
        "poetry.lock",
        "[[package]]\nname = \"Flask\"\nversion = \"3.0.0\"\ngroups = [\"main\"]\n\n[[package]]\nname = \"httpx\"\nversion = \"0.25.0\"\ngroups = [\"dev\"]\n\n[[package]]\nname = \"requests\"\nversion = \"2.31.0\"\ncategory = \"dev\"\n\n[metadata]\npython-versions = \"^3.10\"\n",
        &expect![[r#"
            flask 3.0.0 ?
            httpx 0.25.0 ? dev
            requests 2.31.0 ? dev
            python >=3.10 <4
            the whole graph
        "#]],
    );
    check_file(
        "uv.lock",
        "version = 1\nrequires-python = \">=3.12\"\n\n[[package]]\nname = \"shop\"\nsource = { virtual = \".\" }\ndependencies = [{ name = \"fastapi\" }]\n\n[package.dev-dependencies]\ndev = [{ name = \"httpx\" }]\n\n[[package]]\nname = \"fastapi\"\nversion = \"0.110.0\"\nsource = { registry = \"x\" }\n\n[[package]]\nname = \"httpx\"\nversion = \"0.27.0\"\nsource = { registry = \"x\" }\n\n[[package]]\nname = \"starlette\"\nversion = \"0.36.3\"\nsource = { registry = \"x\" }\n",
        &expect![[r#"
            fastapi 0.110.0
            httpx 0.27.0 dev
            starlette 0.36.3 indirect
            python >=3.12
            the whole graph
        "#]],
    );
}

#[test]
fn php() {
    check_file(
        "composer.json",
        r#"{"require": {"php": "^8.1", "ext-json": "*", "laravel/framework": "^10.0|^11.0"}, "require-dev": {"Slim/Slim": "4.*@dev"}}"#,
        &expect![[r#"
            php >=8.1 <9
            ext-json *
            laravel/framework >=10.0 <12
            slim/slim >=4 <5 dev
        "#]],
    );
    check_file(
        "composer.lock",
        r#"{"packages": [{"name": "symfony/http-foundation", "version": "v6.4.1"}, {"name": "a/b", "version": "dev-main"}], "packages-dev": [{"name": "slim/psr7", "version": "1.6.1"}]}"#,
        &expect![[r#"
            symfony/http-foundation 6.4.1 ?
            a/b Unknown dev-main ?
            slim/psr7 1.6.1 ? dev
            the whole graph
        "#]],
    );
}

#[test]
fn maven() {
    check_file(
        "pom.xml",
        r#"<?xml version="1.0"?>
<!DOCTYPE project [<!ENTITY e "1.0">]>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.2.1</version><relativePath/></parent>
  <properties><java.version>17</java.version><jetty.version>12.0.5</jetty.version></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>io.netty</groupId><artifactId>netty-bom</artifactId><version>4.1.100.Final</version><type>pom</type><scope>import</scope></dependency>
    <dependency><groupId>io.javalin</groupId><artifactId>javalin</artifactId><version>5.6.3</version></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <!-- <dependency><groupId>x</groupId><artifactId>y</artifactId></dependency> -->
    <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>
    <dependency><groupId>org.eclipse.jetty</groupId><artifactId>jetty-server</artifactId><version>${jetty.version}</version>
      <exclusions><exclusion><groupId>a</groupId><artifactId>b</artifactId></exclusion></exclusions></dependency>
    <dependency><groupId>a</groupId><artifactId>c</artifactId><version>${unknown}</version></dependency>
    <dependency><groupId>io.undertow</groupId><artifactId>undertow-core</artifactId><version>[2.0,3.0)</version><scope>test</scope></dependency>
  </dependencies>
</project>"#,
        &expect![[r#"
            org.springframework.boot:spring-boot-starter-web Managed
            org.eclipse.jetty:jetty-server 12.0.5
            a:c Property ${unknown}
            io.undertow:undertow-core >=2.0 <3.0 dev
            java >=17 <18
            org.springframework.boot:spring-boot-starter-parent 3.2.1 (shared)
            io.netty:netty-bom 4.1.100.Final (shared)
            io.javalin:javalin 5.6.3 (shared)
        "#]],
    );
    check_file(
        "pom.xml",
        "<project><dependencies>",
        &expect![[r#"
        broken: `dependencies` is not closed
    "#]],
    );
    check_file(
        "pom.xml",
        "<html></html>",
        &expect![[r#"
        broken: its root is `html`
    "#]],
    );
}

#[test]
fn gradle() {
    check_file(
        "build.gradle",
        r#"plugins {
    id 'java'
    id 'org.springframework.boot' version '3.2.0'
}
ext { nettyVersion = '4.1.100.Final' }
def jetty = "12.0.5"
dependencies {
    // implementation 'a:b:1.0'
    implementation 'org.springframework.boot:spring-boot-starter-web'
    implementation "io.netty:netty-codec-http:$nettyVersion"
    implementation("org.eclipse.jetty:jetty-server:${jetty}") { exclude group: 'x', module: 'y' }
    api group: 'io.javalin', name: 'javalin', version: '5.6.3'
    testImplementation 'io.undertow:undertow-core:2.+'
    implementation project(':core')
    implementation platform("io.ktor:ktor-bom:2.3.7")
}"#,
        &expect![[r#"
            org.springframework.boot:org.springframework.boot.gradle.plugin 3.2.0
            org.springframework.boot:spring-boot-starter-web Managed
            io.netty:netty-codec-http 4.1.100.Final
            org.eclipse.jetty:jetty-server 12.0.5
            io.javalin:javalin 5.6.3
            io.undertow:undertow-core >=2 <3 dev
            io.ktor:ktor-bom 2.3.7
        "#]],
    );
    check_file(
        "build.gradle.kts",
        r#"plugins { kotlin("jvm") version "1.9.22"; alias(libs.plugins.ktor) }
val http4kVersion: String by project
val micronaut by extra("4.2.0")
dependencies {
    implementation(libs.ktor.server.core)
    testImplementation(libs.bundles.test)
    implementation("io.micronaut:micronaut-http:$micronaut")
    implementation("org.http4k:http4k-core:${project.property("http4kVersion")}")
    implementation(kotlin("stdlib"))
    "kapt"("a:b:1.0")
}"#,
        &expect![[r#"
            org.jetbrains.kotlin.jvm:org.jetbrains.kotlin.jvm.gradle.plugin 1.9.22
            plugins.ktor Alias
            ktor.server.core Alias
            bundles.test Alias dev
            io.micronaut:micronaut-http 4.2.0
            org.http4k:http4k-core Property ${project.property("http4kVersion")}
            org.jetbrains.kotlin:kotlin-stdlib Managed
            a:b 1.0
        "#]],
    );
    check_file(
        "gradle/libs.versions.toml",
        "[versions]\nktor = \"2.3.7\"\nnetty = { strictly = \"4.1.100.Final\" }\n\n[libraries]\nktor-server-core = { module = \"io.ktor:ktor-server-core\", version.ref = \"ktor\" }\nnetty = { group = \"io.netty\", name = \"netty-all\", version.ref = \"netty\" }\njavalin = \"io.javalin:javalin:5.6.3\"\nspring-web = { module = \"org.springframework:spring-web\" }\n\n[bundles]\nserver = [\"ktor-server-core\", \"netty\"]\n\n[plugins]\nktor = { id = \"io.ktor.plugin\", version.ref = \"ktor\" }\n",
        &expect![[r#"
            io.javalin:javalin 5.6.3 (shared)
            io.ktor:ktor-server-core 2.3.7 (shared)
            io.netty:netty-all 4.1.100.Final (shared)
            org.springframework:spring-web Managed (shared)
            io.ktor.plugin:io.ktor.plugin.gradle.plugin 2.3.7 (shared)
            io.ktor:ktor-server-core 2.3.7 (shared)
            io.netty:netty-all 4.1.100.Final (shared)
        "#]],
    );
    check_file(
        "gradle.lockfile",
        "# comment\nio.netty:netty-all:4.1.100.Final=compileClasspath,runtimeClasspath\na:b:1.0=testCompileClasspath\nempty=\n",
        &expect![[r#"
        io.netty:netty-all 4.1.100.Final ?
        a:b 1.0 ? dev
    "#]],
    );
}

#[test]
fn dotnet() {
    check_file(
        "Shop.csproj",
        r#"<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFrameworks>net6.0;net8.0</TargetFrameworks><GiraffeVersion>6.2.0</GiraffeVersion></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Giraffe" Version="$(GiraffeVersion)" />
    <PackageReference Include="Refit"><Version>7.0.0</Version></PackageReference>
    <PackageReference Include="Central" />
    <PackageReference Include="StyleCop" Version="1.1.118" PrivateAssets="all" />
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
  </ItemGroup>
</Project>"#,
        &expect![[r#"
            microsoft.net.sdk.web *
            giraffe >=6.2.0
            refit >=7.0.0
            central Managed
            stylecop >=1.1.118 dev
            microsoft.aspnetcore.app *
            dotnet >=6.0 <8.1
        "#]],
    );
    check_file(
        "Directory.Packages.props",
        r#"<Project><ItemGroup><PackageVersion Include="Giraffe" Version="6.4.0" /></ItemGroup></Project>"#,
        &expect![[r#"
            giraffe >=6.4.0 (shared)
        "#]],
    );
    check_file(
        "packages.lock.json",
        r#"{"version": 1, "dependencies": {"net8.0": {"Giraffe": {"type": "Direct", "requested": "[6.2.0, )", "resolved": "6.2.0"}, "FSharp.Core": {"type": "Transitive", "resolved": "6.0.0"}, "core": {"type": "Project"}}}}"#,
        &expect![[r#"
            giraffe 6.2.0
            fsharp.core 6.0.0 indirect
            the whole graph
        "#]],
    );
}

#[test]
fn elixir() {
    check_file(
        "mix.exs",
        "defmodule Shop.MixProject do\n  def project do\n    [app: :shop, elixir: \"~> 1.14\", deps: deps()]\n  end\n\n  defp deps do\n    [\n      {:phoenix, \"~> 1.7.10\"},\n      {:plug_cowboy, \"~> 2.5\", only: [:dev, :test]},\n      {:bandit, \">= 1.0.0\", only: :prod},\n      {:core, in_umbrella: true},\n      {:plug, github: \"elixir-plug/plug\"} # newest\n    ]\n  end\n\n  def run, do: {:ok, \"1.0\"}\nend\n",
        &expect![[r#"
            elixir >=1.14 <2
            phoenix >=1.7.10 <1.8
            plug_cowboy >=2.5 <3 dev
            bandit >=1.0.0
            core Unknown
            plug Unknown
        "#]],
    );
    check_file(
        "mix.lock",
        "%{\n  \"phoenix\": {:hex, :phoenix, \"1.7.10\", \"02189140\", [:mix], [{:plug, \"~> 1.14\", [hex: :plug]}], \"hexpm\", \"x\"},\n  \"plug\": {:git, \"https://example.com/plug.git\", \"abc\", []},\n}\n",
        &expect![[r#"
            phoenix 1.7.10 ?
            plug Unknown ?
            the whole graph
        "#]],
    );
}

#[test]
fn dart_and_swift() {
    check_file(
        "pubspec.yaml",
        "name: shop\nenvironment:\n  sdk: ^3.0.0\ndependencies:\n  shelf: ^1.4.0\n  flutter:\n    sdk: flutter\n  any_one:\ndev_dependencies:\n  shelf_router: '>=1.0.0 <2.0.0'\n",
        &expect![[r#"
            shelf >=1.4.0 <2
            flutter Unknown
            any_one *
            shelf_router >=1.0.0 <2.0.0 dev
            dart >=3.0.0 <4
        "#]],
    );
    check_file(
        "pubspec.lock",
        "packages:\n  shelf:\n    dependency: \"direct main\"\n    version: \"1.4.1\"\n  test:\n    dependency: \"direct dev\"\n    version: \"1.24.9\"\n  async:\n    dependency: transitive\n    version: \"2.11.0\"\nsdks:\n  dart: \">=3.0.0 <4.0.0\"\n",
        &expect![[r#"
            shelf 1.4.1
            test 1.24.9 dev
            async 2.11.0 indirect
            the whole graph
        "#]],
    );
    check_file(
        "Package.swift",
        "// swift-tools-version:5.9\nlet package = Package(\n  dependencies: [\n    .package(url: \"https://github.com/vapor/vapor.git\", from: \"4.89.0\"),\n    .package(url: \"https://github.com/apple/swift-nio\", .upToNextMinor(from: \"2.62.0\")),\n    .package(url: \"https://github.com/apple/swift-http-types\", exact: \"1.0.2\"),\n    .package(name: \"x\", url: \"https://example.com/Hummingbird.git\", \"1.0.0\"..<\"2.0.0\"),\n    .package(url: \"https://example.com/y.git\", branch: \"main\"),\n    .package(path: \"../local\"),\n  ],\n  targets: [.target(name: \"a\", dependencies: [.product(name: \"Vapor\", package: \"vapor\")])]\n)\n",
        &expect![[r#"
            vapor >=4.89.0 <5
            swift-nio >=2.62.0 <2.63
            swift-http-types 1.0.2
            hummingbird >=1.0.0 <2.0.0
            y Unknown
        "#]],
    );
    check_file(
        "Package.resolved",
        r#"{"pins": [{"identity": "vapor", "location": "https://github.com/vapor/vapor.git", "state": {"revision": "x", "version": "4.89.3"}}, {"identity": "y", "location": "https://example.com/y", "state": {"branch": "main"}}], "version": 2}"#,
        &expect![[r#"
            vapor 4.89.3 ?
            y Unknown ?
            the whole graph
        "#]],
    );
    check_file(
        "Package.resolved",
        r#"{"object": {"pins": [{"package": "vapor", "repositoryURL": "https://github.com/vapor/vapor.git", "state": {"version": "4.0.0"}}]}, "version": 1}"#,
        &expect![[r#"
            vapor 4.0.0 ?
            the whole graph
        "#]],
    );
}

#[test]
fn scala_and_clojure() {
    check_file(
        "build.sbt",
        "val http4sVersion = \"0.23.25\"\nlazy val root = (project in file(\".\")).enablePlugins(PlayScala, Other)\nlibraryDependencies ++= Seq(\n  \"org.http4s\" %% \"http4s-dsl\" % http4sVersion,\n  \"org.apache.pekko\" %% \"pekko-http\" % \"1.0.0\" % Test,\n  \"dev.zio\" %%% \"zio-http\" % Versions.zio,\n  \"io.netty\" % \"netty-all\" % \"4.1.100.Final\" % \"test\"\n)\n",
        &expect![[r#"
            sbt:PlayScala *
            sbt:Other *
            org.http4s:http4s-dsl 0.23.25
            org.apache.pekko:pekko-http 1.0.0 dev
            dev.zio:zio-http Unknown zio
            io.netty:netty-all 4.1.100.Final dev
        "#]],
    );
    check_file(
        "deps.edn",
        "{:deps {metosin/ring-http-response {:mvn/version \"0.9.3\"} ; the names\n        local/lib {:local/root \"../lib\"}}\n :aliases {:test {:extra-deps {http-kit/http-kit {:mvn/version \"2.7.0\"}}}}}\n",
        &expect![[r#"
            metosin:ring-http-response 0.9.3
            local:lib Unknown
            http-kit:http-kit 2.7.0 dev
        "#]],
    );
    check_file(
        "project.clj",
        "(def ring \"1.9.0\")\n(defproject shop \"0.1.0\"\n  :dependencies [[org.clojure/clojure \"1.11.1\"]\n                 [metosin/ring-http-response \"0.9.3\" :exclusions [ring/ring-core]]\n                 [ring ~ring]]\n  :profiles {:dev {:dependencies [[midje \"1.10.9\"]]}})\n",
        &expect![[r#"
            org.clojure:clojure 1.11.1
            metosin:ring-http-response 0.9.3
            ring:ring 1.9.0
            midje:midje 1.10.9 dev
        "#]],
    );
}

#[test]
fn haskell_and_perl() {
    check_file(
        "shop.cabal",
        "cabal-version: 2.4\nname: shop\n\ncommon deps\n  build-depends: base >=4 && <5\n\nlibrary\n  import: deps\n  build-depends:\n      http-types ^>=0.12.3\n    , servant-server\n    -- , wai\n  ghc-options: -Wall\n\ntest-suite spec\n  build-depends: hspec, warp >= 3\n",
        &expect![[r#"
            base >=4 <5
            http-types >=0.12.3 <0.13
            servant-server *
            hspec * dev
            warp >=3 dev
        "#]],
    );
    check_file(
        "package.yaml",
        "name: shop\ndependencies:\n- base >= 4.7 && < 5\n- &web http-types\nlibrary:\n  dependencies: servant-server ==0.20\ntests:\n  spec:\n    dependencies:\n    - *web\n    - name: hspec\n",
        &expect![[r#"
            base >=4.7 <5
            http-types *
            servant-server 0.20
            http-types * dev
            hspec * dev
        "#]],
    );
    check_file(
        "cpanfile",
        "requires 'perl', '5.010';\nrequires 'HTTP::Message', '>= 6.0';\nrequires \"Plack\" => 1.0050;\non 'test' => sub {\n  requires 'LWP::UserAgent';\n};\nfeature 'x', 'y' => sub { recommends 'Dancer2'; };\n",
        &expect![[r#"
            perl >=5.010
            HTTP::Message >=6.0
            Plack >=1.0050
            LWP::UserAgent * dev
            Dancer2 *
        "#]],
    );
}
