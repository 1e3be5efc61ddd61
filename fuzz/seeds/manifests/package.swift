Package.swift
// swift-tools-version:5.9
let package = Package(
  dependencies: [
    .package(url: "https://github.com/vapor/vapor.git", from: "4.89.0"),
    .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.62.0")),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.0.2"),
    .package(name: "x", url: "https://example.com/Hummingbird.git", "1.0.0"..<"2.0.0"),
    .package(url: "https://example.com/y.git", branch: "main"),
    .package(path: "../local"),
  ],
  targets: [.target(name: "a", dependencies: [.product(name: "Vapor", package: "vapor")])]
)
