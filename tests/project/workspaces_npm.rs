//! Workspaces of npm, pnpm and Yarn.

use expect_test::expect;

use super::check;

#[test]
fn a_lock_file_has_the_version() {
    check(
        r#"//- package.json
{ "dependencies": { "http-errors": "^2.0.0" }, "devDependencies": { "axios": "^1.0.0" } }
//- package-lock.json
{ "packages": { "": {}, "node_modules/http-errors": { "version": "2.0.1" }, "node_modules/axios": { "version": "1.6.2", "dev": true },
  "node_modules/boom": { "version": "7.3.0" }, "node_modules/x/node_modules/http-status": { "version": "1.0.0" } } }
"#,
        "src/a.js: npm http-errors
         src/a.js: npm axios
         src/a.js: npm boom
         src/a.js: npm http-status
         src/a.js: npm http-status-codes
         src/a.py: pypi flask",
        &expect![[r#"
            src/a.js: npm http-errors = 2.0.1
            src/a.js: npm axios = 1.6.2, dev
            src/a.js: npm boom = 7.3.0, indirect
            src/a.js: npm http-status = absent
            src/a.js: npm http-status-codes = absent
            src/a.py: pypi flask = unknown
        "#]],
    );
}

#[test]
fn what_package_json_does_not_name_is_absent() {
    check(
        r#"//- package.json
{ "dependencies": { "http-errors": "^2.0.0" } }
//- web/package.json
{ "dependencies": { "axios": "1.6.2" } }
//- broken/package.json
{ "dependencies": {
"#,
        "a.js: npm axios
         a.js: npm http-errors
         web/a.js: npm axios
         web/a.js: npm http-errors
         web/a.js: npm boom
         broken/a.js: npm boom
         broken/a.js: npm http-errors",
        &expect![[r#"
            broken/package.json is broken: EOF while parsing an object at line 2 column 0
            a.js: npm axios = absent
            a.js: npm http-errors = >=2.0.0 <3
            web/a.js: npm axios = 1.6.2
            web/a.js: npm http-errors = >=2.0.0 <3
            web/a.js: npm boom = absent
            broken/a.js: npm boom = unknown
            broken/a.js: npm http-errors = >=2.0.0 <3
        "#]],
    );
}

#[test]
fn workspaces_of_npm() {
    check(
        r#"//- package.json
{ "workspaces": ["packages/*"], "devDependencies": { "axios": "^1.0.0" } }
//- package-lock.json
{ "packages": { "": { "devDependencies": { "axios": "^1.0.0" } },
  "packages/a": { "dependencies": { "http-errors": "^2.0.0" } }, "packages/b": { "dependencies": { "http-errors": "^1.8.0" } },
  "node_modules/http-errors": { "version": "2.0.0" }, "node_modules/axios": { "version": "1.6.2", "dev": true },
  "packages/b/node_modules/http-errors": { "version": "1.8.1" } } }
//- packages/a/package.json
{ "dependencies": { "http-errors": "^2.0.0" } }
//- packages/b/package.json
{ "dependencies": { "http-errors": "^1.8.0" } }
//- other/package.json
{ "dependencies": { "http-errors": "^1.6.0" } }
"#,
        "packages/a/src/x.ts: npm http-errors
         packages/b/src/x.ts: npm http-errors
         packages/a/src/x.ts: npm axios
         packages/a/src/x.ts: npm boom
         other/x.ts: npm http-errors",
        &expect![[r#"
            packages/a/src/x.ts: npm http-errors = 2.0.0
            packages/b/src/x.ts: npm http-errors = 1.8.1
            packages/a/src/x.ts: npm axios = 1.6.2, dev
            packages/a/src/x.ts: npm boom = absent
            other/x.ts: npm http-errors = >=1.6.0 <2
        "#]],
    );
}

#[test]
fn workspaces_and_catalogs_of_pnpm() {
    check(
        r#"//- pnpm-workspace.yaml
packages: ['apps/**']
catalog:
  http-errors: ^2.0.0
catalogs:
  old: { http-errors: 1.8.1 }
//- package.json
{}
//- apps/a/package.json
{ "dependencies": { "http-errors": "catalog:" } }
//- apps/b/package.json
{ "dependencies": { "http-errors": "catalog:old" } }
//- apps/c/package.json
{ "dependencies": { "http-errors": "catalog:none" } }
"#,
        "apps/a/x.ts: npm http-errors
         apps/b/x.ts: npm http-errors
         apps/c/x.ts: npm http-errors",
        &expect![[r#"
            apps/a/x.ts: npm http-errors = >=2.0.0 <3
            apps/b/x.ts: npm http-errors = 1.8.1
            apps/c/x.ts: npm http-errors = some version
        "#]],
    );
    check(
        r#"//- pnpm-workspace.yaml
packages: ['apps/*']
//- pnpm-lock.yaml
importers:
  .: {}
  apps/a:
    dependencies:
      http-errors: { specifier: ^2.0.0, version: 2.0.0 }
  apps/b:
    dependencies:
      http-errors: { specifier: ^1.0.0, version: 1.8.1 }
packages:
  http-errors@2.0.0: {}
  http-errors@1.8.1: {}
//- apps/a/package.json
{ "dependencies": { "http-errors": "^2.0.0" } }
//- apps/b/package.json
{ "dependencies": { "http-errors": "^1.0.0" } }
"#,
        "apps/a/x.ts: npm http-errors
         apps/b/x.ts: npm http-errors",
        &expect![[r#"
            apps/a/x.ts: npm http-errors = 2.0.0
            apps/b/x.ts: npm http-errors = 1.8.1
        "#]],
    );
}

#[test]
fn yarn_knows_versions_by_requirement() {
    check(
        r#"//- package.json
{ "workspaces": { "packages": ["a", "b"] }, "dependencies": { "axios": "^1.0.0" } }
//- a/package.json
{ "dependencies": { "http-errors": "^2.0.0" } }
//- b/package.json
{ "dependencies": { "http-errors": "~1.8.0" } }
//- yarn.lock
# yarn lockfile v1
axios@^1.0.0:
  version "1.6.2"
http-errors@^2.0.0, http-errors@2:
  version "2.0.0"
http-errors@~1.8.0:
  version "1.8.1"
"#,
        "a/x.ts: npm http-errors
         b/x.ts: npm http-errors
         x.ts: npm http-errors
         b/x.ts: npm axios",
        &expect![[r#"
            a/x.ts: npm http-errors = 2.0.0
            b/x.ts: npm http-errors = 1.8.1
            x.ts: npm http-errors = >=1.8.1 <=2.0.0, indirect
            b/x.ts: npm axios = 1.6.2
        "#]],
    );
}
