build.gradle.kts
plugins { kotlin("jvm") version "1.9.22"; alias(libs.plugins.ktor) }
val http4kVersion: String by project
val micronaut by extra("4.2.0")
dependencies {
    implementation(libs.ktor.server.core)
    testImplementation(libs.bundles.test)
    implementation("io.micronaut:micronaut-http:$micronaut")
    implementation("org.http4k:http4k-core:${project.property("http4kVersion")}")
    implementation(kotlin("stdlib"))
    "kapt"("a:b:1.0")
}