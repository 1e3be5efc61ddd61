//! Constants of libraries that the project has, by the names of its versions.

use expect_test::expect;

use super::{accepted, check_items, items, libraries};

const PYTHON: &str = "from http import HTTPStatus\nx = HTTPStatus.UNPROC$0\n";
const SPRING: &str = "import org.springframework.http.HttpStatus;\nreturn HttpStatus.UNPROC$0;";

fn spring(version: &str) -> String {
    format!(
        "//- pom.xml\n<project><dependencies><dependency><groupId>org.springframework</groupId><artifactId>spring-web</artifactId>\
         <version>{version}</version></dependency></dependencies></project>"
    )
}

#[test]
fn the_name_that_the_version_has() {
    check_items(
        "//- .python-version\n3.11\n",
        "python",
        PYTHON,
        expect![[r#"
        UNPROCESSABLE_ENTITY | 422 http (stdlib)
        OK | 200 http (stdlib)
        NOT_FOUND | 404 http (stdlib)
        BAD_REQUEST | 400 http (stdlib)
    "#]],
    );
    check_items(
        "//- .python-version\n3.13.1\n",
        "python",
        PYTHON,
        expect![[r#"
        UNPROCESSABLE_CONTENT | 422 http (stdlib)
        UNPROCESSABLE_ENTITY | 422 http (stdlib)
        OK | 200 http (stdlib)
        NOT_FOUND | 404 http (stdlib)
    "#]],
    );
    check_items(
        "//- pyproject.toml\n[project]\nrequires-python = '>=3.10,<3.13'\n",
        "python",
        PYTHON,
        expect![[r#"
        UNPROCESSABLE_ENTITY | 422 http (stdlib)
        OK | 200 http (stdlib)
        NOT_FOUND | 404 http (stdlib)
        BAD_REQUEST | 400 http (stdlib)
    "#]],
    );
    check_items(
        "//- pyproject.toml\n[project]\nrequires-python = '>=3.10'\n",
        "python",
        PYTHON,
        expect![[r#"
        UNPROCESSABLE_ENTITY | 422 http (stdlib), in all supported versions
        UNPROCESSABLE_CONTENT | 422 http (stdlib), from Python 3.13
        OK | 200 http (stdlib)
        NOT_FOUND | 404 http (stdlib)
    "#]],
    );
    check_items(
        "",
        "python",
        PYTHON,
        expect![[r#"
        UNPROCESSABLE_ENTITY | 422 http (stdlib), in all supported versions
        UNPROCESSABLE_CONTENT | 422 http (stdlib), from Python 3.13
        OK | 200 http (stdlib)
        NOT_FOUND | 404 http (stdlib)
    "#]],
    );
    for version in ["2.2.8", "3.0.9", "3.1.1"] {
        let lock = format!("//- Gemfile.lock\nGEM\n  specs:\n    rack ({version})\n\nDEPENDENCIES\n  rack\n");
        check_items(
            &lock,
            "ruby",
            "head :422$0",
            match version {
                "2.2.8" => expect![[r#"
                    unprocessable_entity | 422 Rack
                "#]],
                "3.0.9" => expect![[r#"
                    unprocessable_entity | 422 Rack
                "#]],
                _ => expect![[r#"
                    unprocessable_content | 422 Rack
                    unprocessable_entity | 422 Rack (deprecated)
                "#]],
            },
        );
    }
    check_items(
        &spring("5.3.39"),
        "java",
        SPRING,
        expect![[r#"
        UNPROCESSABLE_ENTITY | 422 Spring Framework
        OK | 200 Spring Framework
        NOT_FOUND | 404 Spring Framework
        BAD_REQUEST | 400 Spring Framework
    "#]],
    );
    check_items(
        &spring("6.2.1"),
        "java",
        SPRING,
        expect![[r#"
        UNPROCESSABLE_ENTITY | 422 Spring Framework
        OK | 200 Spring Framework
        NOT_FOUND | 404 Spring Framework
        BAD_REQUEST | 400 Spring Framework
    "#]],
    );
    check_items(
        &spring("7.0.1"),
        "java",
        SPRING,
        expect![[r#"
        UNPROCESSABLE_CONTENT | 422 Spring Framework
        UNPROCESSABLE_ENTITY | 422 Spring Framework (deprecated)
        OK | 200 Spring Framework
        NOT_FOUND | 404 Spring Framework
    "#]],
    );
    check_items(
        "",
        "java",
        SPRING,
        expect![[r#"
        UNPROCESSABLE_ENTITY | 422 Spring Framework, in all supported versions (deprecated)
        UNPROCESSABLE_CONTENT | 422 Spring Framework, from 7.0
        OK | 200 Spring Framework
        NOT_FOUND | 404 Spring Framework
    "#]],
    );
}

#[test]
fn versions_of_what_a_library_comes_with() {
    let fastapi = "from fastapi import status\nx(status.HTTP_422$0)\n";
    let lock = |starlette: &str| {
        format!(
            "//- uv.lock\n[[package]]\nname = 'fastapi'\nversion = '0.115.0'\n[[package]]\nname = 'starlette'\nversion = '{starlette}'\n"
        )
    };
    check_items(
        &lock("0.47.0"),
        "python",
        fastapi,
        expect![[r#"
            HTTP_422_UNPROCESSABLE_ENTITY | 422 fastapi
            HTTP_200_OK | 200 fastapi
            HTTP_404_NOT_FOUND | 404 fastapi
            HTTP_400_BAD_REQUEST | 400 fastapi
        "#]],
    );
    check_items(
        &lock("0.48.0"),
        "python",
        fastapi,
        expect![[r#"
            HTTP_422_UNPROCESSABLE_CONTENT | 422 fastapi
            HTTP_422_UNPROCESSABLE_ENTITY | 422 fastapi (deprecated)
            HTTP_200_OK | 200 fastapi
            HTTP_404_NOT_FOUND | 404 fastapi
        "#]],
    );
    let rust = "use http::StatusCode;\nfn f() -> StatusCode { StatusCode::TOO_E$0 }\n";
    let lock =
        |version: &str| format!("//- Cargo.lock\n[[package]]\nname = 'http'\nversion = '{version}'\nsource = 'r'\n");
    check_items(
        &lock("1.1.0"),
        "rust",
        rust,
        expect![[r#"
        OK | 200 http
        NOT_FOUND | 404 http
        BAD_REQUEST | 400 http
        INTERNAL_SERVER_ERROR | 500 http
    "#]],
    );
    check_items(
        &lock("1.4.0"),
        "rust",
        rust,
        expect![[r#"
        TOO_EARLY | 425 http
        OK | 200 http
        NOT_FOUND | 404 http
        BAD_REQUEST | 400 http
    "#]],
    );
    let csharp = "return new ObjectResult(x) { StatusCode = (int)HttpStatusCode.Unprocessable$0 };";
    let project = |framework: &str| {
        format!(
            "//- a.csproj\n<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>{framework}</TargetFramework></PropertyGroup></Project>"
        )
    };
    check_items(
        &project("net6.0"),
        "csharp",
        csharp,
        expect![[r#"
        UnprocessableEntity | 422 System.Net
        OK | 200 System.Net
        NotFound | 404 System.Net
        BadRequest | 400 System.Net
    "#]],
    );
    check_items(
        &project("net8.0"),
        "csharp",
        csharp,
        expect![[r#"
        UnprocessableEntity | 422 System.Net
        UnprocessableContent | 422 System.Net
        OK | 200 System.Net
        NotFound | 404 System.Net
    "#]],
    );
}

#[test]
fn libraries_that_are_absent_are_not_offered() {
    let typescript = "res.status(StatusCodes.NOT$0)";
    let offered = |manifest: &str| libraries(manifest, "typescript", typescript);
    assert_eq!(
        offered("//- package.json\n{\"dependencies\":{\"http-status-codes\":\"2.3.0\"}}"),
        ["http-status-codes"]
    );
    assert!(offered("//- package.json\n{\"dependencies\":{\"express\":\"4.0.0\"}}").is_empty());
    assert_eq!(offered(""), ["http-status-codes"]);
    // What the file imports is there, whatever the manifest says.
    let imported = "import { StatusCodes } from 'http-status-codes';\nres.status(StatusCodes.NOT$0)";
    assert_eq!(libraries("//- package.json\n{}", "typescript", imported), ["http-status-codes"]);
}

#[test]
fn a_qualifier_is_that_of_the_library_that_the_project_has() {
    let java = "return HttpStatus.NOT_F$0;";
    let lock = |artifact: &str| format!("//- gradle.lockfile\n{artifact}=runtimeClasspath\n");
    let of = |artifact: &str| libraries(&lock(artifact), "java", java);
    assert_eq!(of("org.eclipse.jetty:jetty-http:12.0.1"), ["jetty"]);
    assert_eq!(of("io.micronaut:micronaut-http:4.0.0"), ["Micronaut"]);
    assert_eq!(of("org.springframework:spring-web:6.2.0"), ["Spring Framework"]);
}

/// The libraries of the language itself are offered, whatever the manifests list.
#[test]
fn the_standard_library_is_always_there() {
    assert_eq!(libraries("//- go.mod\nmodule a\n", "go", "w.WriteHeader(http.StatusN$0)"), ["net/http"]);
    assert_eq!(
        libraries("//- uv.lock\n", "python", "from http import HTTPStatus\nHTTPStatus.NO_C$0"),
        ["http (stdlib)"]
    );
}

#[test]
fn names_that_are_gone_are_not_offered() {
    let labels = |manifest: &str| -> Vec<String> {
        let found = items(manifest, "java", "import org.springframework.http.HttpStatus;\nreturn HttpStatus.$0;");
        found.into_iter().map(|item| item.label).collect()
    };
    let (old, new) = (labels(&spring("5.3.1")), labels(&spring("7.0.0")));
    let has = |labels: &[String], name: &str| labels.iter().any(|label| label == name);
    for name in ["METHOD_FAILURE", "USE_PROXY"] {
        assert!(has(&old, name) && !has(&new, name), "{name}");
    }
    for name in ["MISDIRECTED_REQUEST", "CONTENT_TOO_LARGE"] {
        assert!(!has(&old, name) && has(&new, name), "{name}");
    }
}

const TYPESCRIPT: &str = "//- package.json\n{\"dependencies\":{\"http-status-codes\":\"2.3.0\"}}";

/// Behind the numbers, and found by the number as well.
#[test]
fn a_number_finds_the_constants_of_libraries_that_the_project_has() {
    let labels = |manifest: &str, language: &str, fixture: &str| -> Vec<String> {
        items(manifest, language, fixture).into_iter().map(|item| item.label).collect()
    };
    assert_eq!(labels(TYPESCRIPT, "typescript", "res.status(404$0)"), ["404", "StatusCodes.NOT_FOUND"]);
    let untyped = labels(TYPESCRIPT, "typescript", "res.status($0)");
    let first = untyped.iter().position(|label| label.starts_with("StatusCodes.")).expect("constants");
    assert!(untyped[..first].iter().all(|label| label.parse::<u16>().is_ok()), "{untyped:?}");
    assert!(untyped[first..].iter().all(|label| label.starts_with("StatusCodes.")), "{untyped:?}");
    // A package of a package is not the project's.
    let lock = "//- package.json\n{}\n//- package-lock.json\n{\"lockfileVersion\":3,\"packages\":{\"\":{},\
                \"node_modules/http-status-codes\":{\"version\":\"2.3.0\"}}}";
    assert_eq!(labels(lock, "typescript", "res.status(404$0)"), ["404"]);
    let go = "//- go.mod\nmodule a\n";
    assert_eq!(labels(go, "go", "w.WriteHeader(404$0)"), ["404", "http.StatusNotFound"]);
    assert_eq!(labels("", "go", "w.WriteHeader(404$0)"), ["404"]);
    // What is imported stands beside its number, before what is not.
    let python = "//- requirements.txt\nfastapi\n";
    let imported = "from http import HTTPStatus\nif r.status_code == 404$0:\n    pass\n";
    assert_eq!(labels(python, "python", imported), ["404", "HTTPStatus.NOT_FOUND"]);
    let both = "from fastapi import FastAPI\n\nif r.status_code == 404$0:\n    pass\n";
    assert_eq!(labels(python, "python", both), ["404", "status.HTTP_404_NOT_FOUND"]);
}

#[test]
fn a_name_finds_the_constants_of_libraries_that_the_project_has() {
    let java = "class A { Object f() { return ResponseEntity.status(NOT_F$0); } }";
    check_items(
        &spring("6.2.1"),
        "java",
        java,
        expect![[r#"
            HttpStatus.NOT_FOUND | 404 Spring Framework
            HttpURLConnection.HTTP_NOT_FOUND | 404 java.net.HttpURLConnection
        "#]],
    );
    check_items(
        TYPESCRIPT,
        "typescript",
        "res.status(NOT_F$0)",
        expect![[r#"
            StatusCodes.NOT_FOUND | 404 http-status-codes
        "#]],
    );
    assert!(libraries("//- package.json\n{\"dependencies\":{}}", "typescript", "res.status(NOT_F$0)").is_empty());
    assert!(libraries(TYPESCRIPT, "typescript", "const a = [NOT_F$0]").is_empty());
}

/// Two modules have the same name: the import is that of the package that the project asks for.
#[test]
fn the_import_is_that_of_the_project() {
    let import = |manifest: &str, language: &str, fixture: &str, label: &str| -> String {
        let item = accepted(manifest, language, fixture, label);
        item.additional_edits.iter().map(|edit| edit.new_text.trim().to_owned()).collect()
    };
    let rust = "fn f() {\n    if response.status() == StatusCode::NOT_F$0 {}\n}\n";
    let cargo = |package: &str| format!("//- Cargo.toml\n[dependencies]\n{package} = \"*\"\n");
    for (package, line) in [
        ("http", "use http::StatusCode;"),
        ("axum", "use axum::http::StatusCode;"),
        ("actix-web", "use actix_web::http::StatusCode;"),
        ("reqwest", "use reqwest::StatusCode;"),
    ] {
        assert_eq!(import(&cargo(package), "rust", rust, "NOT_FOUND"), line);
    }
    let java = "class A { int f() { return status(Response.Status.NOT_F$0); } }";
    let maven = |group: &str| {
        format!(
            "//- pom.xml\n<project><dependencies><dependency><groupId>{group}</groupId><artifactId>{group}-api</artifactId></dependency></dependencies></project>"
        )
    };
    for group in ["javax.ws.rs", "jakarta.ws.rs"] {
        let line = format!("import {group}.core.Response;");
        assert_eq!(import(&maven(group), "java", java, "NOT_FOUND"), line);
    }
}

/// The Web SDK of .NET imports the namespace into all files of C# where the project has implicit usings on.
#[test]
fn implicit_usings_need_no_import() {
    let project = |sdk: &str, usings: &str| {
        format!(
            "//- src/a.csproj\n<Project Sdk=\"{sdk}\"><PropertyGroup><TargetFramework>net8.0</TargetFramework>\
             <ImplicitUsings>{usings}</ImplicitUsings></PropertyGroup></Project>"
        )
    };
    let csharp =
        "namespace A;\nclass B { object F() => new ObjectResult(x) { StatusCode = StatusCodes.Status404$0 }; }\n";
    let has_edit = |manifest: &str| {
        let item = accepted(manifest, "csharp", csharp, "Status404NotFound");
        !item.additional_edits.is_empty()
    };
    assert!(!has_edit(&project("Microsoft.NET.Sdk.Web", "enable")));
    assert!(!has_edit(&project("Microsoft.NET.Sdk.Web", "True")));
    assert!(has_edit(&project("Microsoft.NET.Sdk.Web", "disable")));
    assert!(has_edit(&project("Microsoft.NET.Sdk", "enable")));
    // They may be turned on for all projects of a folder.
    let sdk = "//- src/a.csproj\n<Project Sdk=\"Microsoft.NET.Sdk.Web\"></Project>\n";
    let properties = "//- Directory.Build.props\n<Project><PropertyGroup><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>";
    assert!(!has_edit(&[sdk, properties].concat()));
    assert!(has_edit(sdk));
}
