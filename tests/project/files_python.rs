//! Manifests and lock files of Python and PHP.

use expect_test::expect;

use super::check_file;

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
