//! Names of the project's versions in cards.

use expect_test::expect;

use super::check_card;

fn rack(version: &str) -> String {
    format!("//- Gemfile.lock\nGEM\n  specs:\n    rack ({version})\n\nDEPENDENCIES\n  rack\n")
}

#[test]
fn a_name_that_the_version_does_not_have_yet() {
    check_card(
        &rack("2.2.8"),
        "ruby",
        "head :unprocessable_con$0tent",
        expect![[r#"
            4xx Client Error · formerly Unprocessable Entity · RFC 9110 §15.5.21
            `:unprocessable_content` exists from Rack 3.1. This project has Rack 2.2.8: write `:unprocessable_entity`.
        "#]],
    );
    check_card(
        "//- .python-version\n3.11.7\n",
        "python",
        "from http import HTTPStatus\nx = HTTPStatus.UNPROCESSABLE_CON$0TENT",
        expect![[r#"
            4xx Client Error · formerly Unprocessable Entity · RFC 9110 §15.5.21 · `HTTPStatus.UNPROCESSABLE_ENTITY`
            `HTTPStatus.UNPROCESSABLE_CONTENT` exists from Python 3.13. This project has Python 3.11.7: write `HTTPStatus.UNPROCESSABLE_ENTITY`.
            - `HTTPStatus.UNPROCESSABLE_ENTITY` (Python 3.11.7)
        "#]],
    );
    let range = "//- pyproject.toml\n[project]\nrequires-python = '>=3.8'\n";
    check_card(
        range,
        "python",
        "from http import HTTPStatus\nx = HTTPStatus.UNPROCESSABLE_CON$0TENT",
        expect![[r#"
            4xx Client Error · formerly Unprocessable Entity · RFC 9110 §15.5.21 · `HTTPStatus.UNPROCESSABLE_ENTITY`
            `HTTPStatus.UNPROCESSABLE_CONTENT` exists from Python 3.13. This project allows Python >=3.8: write `HTTPStatus.UNPROCESSABLE_ENTITY`.
            - `HTTPStatus.UNPROCESSABLE_ENTITY` (http (stdlib))
        "#]],
    );
}

#[test]
fn a_deprecated_name() {
    check_card(
        &rack("3.1.2"),
        "ruby",
        "head :unprocessable_ent$0ity",
        expect![[r#"
            4xx Client Error · formerly Unprocessable Entity · RFC 9110 §15.5.21
            `:unprocessable_entity` is deprecated since Rack 3.1. This project has Rack 3.1.2: write `:unprocessable_content`.
        "#]],
    );
    check_card(
        &rack("2.2.8"),
        "ruby",
        "head :unprocessable_ent$0ity",
        expect![[r#"
            4xx Client Error · formerly Unprocessable Entity · RFC 9110 §15.5.21
            `:unprocessable_entity` is deprecated since Rack 3.1. This project has Rack 2.2.8.
        "#]],
    );
    check_card(
        "",
        "ruby",
        "head :unprocessable_ent$0ity",
        expect![[r#"
            4xx Client Error · formerly Unprocessable Entity · RFC 9110 §15.5.21
            `:unprocessable_entity` is deprecated since Rack 3.1; write `:unprocessable_content`.
            - `:unprocessable_content` (Rack / Rails)
        "#]],
    );
}

#[test]
fn a_name_that_is_gone() {
    let pom = "//- pom.xml\n<project><dependencies><dependency><groupId>org.springframework</groupId><artifactId>spring-web</artifactId>\
         <version>7.0.1</version></dependency></dependencies></project>";
    check_card(
        pom,
        "java",
        "import org.springframework.http.HttpStatus;\nreturn HttpStatus.METHOD_FAIL$0URE;",
        expect![[r#"
            `HttpStatus.METHOD_FAILURE` is deprecated since Spring Framework 3.2 and is removed in Spring Framework 7.0. This project has Spring Framework 7.0.1.
        "#]],
    );
}

#[test]
fn the_library_that_the_project_has() {
    check_card(
        &rack("2.2.8"),
        "ruby",
        "render status: 42$02",
        expect![[r#"
            4xx Client Error · formerly Unprocessable Entity · RFC 9110 §15.5.21
        "#]],
    );
    check_card(
        "//- package.json\n{\"dependencies\":{\"http-status-codes\":\"2.3.0\"}}",
        "typescript",
        "res.status(40$04)",
        expect![[r#"
            4xx Client Error · RFC 9110 §15.5.5
            - `StatusCodes.NOT_FOUND` (http-status-codes 2.3.0)
        "#]],
    );
    check_card(
        "//- package.json\n{}",
        "typescript",
        "res.status(40$04)",
        expect![[r#"
            4xx Client Error · RFC 9110 §15.5.5
        "#]],
    );
    check_card(
        "//- .python-version\n3.11\n",
        "python",
        "resp.status_code == 42$02",
        expect![[r#"
            4xx Client Error · formerly Unprocessable Entity · RFC 9110 §15.5.21 · `HTTPStatus.UNPROCESSABLE_ENTITY`
            - `HTTPStatus.UNPROCESSABLE_ENTITY` (Python 3.11)
        "#]],
    );
    check_card(
        "//- build.gradle\ndependencies { implementation \"io.micronaut:micronaut-http:4.0.0\" }\n",
        "java",
        "response.setStatus(40$04);",
        expect![[r#"
            4xx Client Error · RFC 9110 §15.5.5
            - `HttpResponse.notFound()` (Micronaut 4.0.0)
            - `HttpStatus.NOT_FOUND` (Micronaut 4.0.0)
        "#]],
    );
}
