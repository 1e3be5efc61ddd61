build.sbt
val http4sVersion = "0.23.25"
lazy val root = (project in file(".")).enablePlugins(PlayScala, Other)
libraryDependencies ++= Seq(
  "org.http4s" %% "http4s-dsl" % http4sVersion,
  "org.apache.pekko" %% "pekko-http" % "1.0.0" % Test,
  "dev.zio" %%% "zio-http" % Versions.zio,
  "io.netty" % "netty-all" % "4.1.100.Final" % "test"
)
