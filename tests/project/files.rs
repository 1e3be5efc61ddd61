//! Manifests and lock files of the other languages.

use expect_test::expect;

use super::check_file;

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
