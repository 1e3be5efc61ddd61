//! `package.json` and the lock files of npm, pnpm, Yarn and Bun.

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
