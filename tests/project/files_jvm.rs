//! Manifests of Java, Kotlin, Scala and Clojure.

use expect_test::expect;

use super::check_file;

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
