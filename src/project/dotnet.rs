//! `*.csproj` and its kin, `Directory.Packages.props`, `Directory.Build.props`, `packages.lock.json`.

use std::collections::HashMap;

use super::maven::replaced;
use super::packages::{Reach, Wanted};
use super::tree::from_json;
use super::xml::{Element, from_xml};
use super::{Broken, Dependency, Ecosystem, Packages, Range};

/// The name among the packages of a project that stands for the implicit usings of its SDK.
pub(super) const IMPLICIT_USINGS: &str = "implicitusings";

/// A project or a file of properties. Conditions are not evaluated: what any of them brings in may be there.
pub(super) fn project(text: &str) -> Result<Packages, Broken> {
    let root = from_xml(text)?;
    if root.name != "Project" {
        return Err(Broken(format!("its root is `{}`", root.name)));
    }
    let mut found = Packages::default();
    let sdks = root
        .attribute("Sdk")
        .into_iter()
        .flat_map(|sdks| sdks.split(';'))
        .chain(root.all("Sdk").filter_map(|sdk| sdk.attribute("Name")));
    for sdk in sdks.filter(|sdk| !sdk.is_empty()) {
        let (name, version) = sdk.split_once('/').unwrap_or((sdk, ""));
        found.dependencies.push(Dependency::new(Ecosystem::Nuget, name, version));
    }
    let properties = root.all("PropertyGroup").flat_map(|group| &group.children);
    found.properties = properties.map(|property| (property.name.clone(), property.text.trim().to_owned())).collect();
    // The SDK compares with these two words and ignores case.
    let usings = found.properties.get("ImplicitUsings").map(String::as_str).unwrap_or_default();
    if usings.eq_ignore_ascii_case("enable") || usings.eq_ignore_ascii_case("true") {
        found.dependencies.push(Dependency::new(Ecosystem::Nuget, IMPLICIT_USINGS, ""));
    }
    for item in root.all("ItemGroup").flat_map(|group| &group.children) {
        match item.name.as_str() {
            "PackageReference" | "GlobalPackageReference" => {
                found.dependencies.extend(reference(item, &found.properties));
            }
            "PackageVersion" => found.shared.extend(reference(item, &found.properties)),
            "FrameworkReference" => {
                let name = item.attribute("Include");
                found.dependencies.extend(name.map(|name| Dependency::new(Ecosystem::Nuget, name, "")));
            }
            _ => {}
        }
    }
    let frameworks = ["TargetFramework", "TargetFrameworks"].iter().find_map(|key| found.properties.get(*key));
    let frameworks = frameworks.map(|text| replaced(text, &found.properties)).unwrap_or_default();
    let ranges = frameworks.split(';').filter_map(dotnet).reduce(Range::or);
    found.dependencies.extend(ranges.map(|range| Dependency::runtime("dotnet", Some(range), &frameworks)));
    Ok(found)
}

/// The versions of .NET that `net8.0`, `net8.0-windows` or `netcoreapp3.1` stands for; frameworks of before are others.
fn dotnet(framework: &str) -> Option<Range> {
    let framework = framework.trim();
    let version = framework.strip_prefix("netcoreapp").or_else(|| framework.strip_prefix("net"))?;
    let version = version.split('-').next()?;
    if version.contains('.') { Range::series(version) } else { None }
}

fn reference(item: &Element, properties: &HashMap<String, String>) -> Option<Dependency> {
    let name = item.attribute("Include").or_else(|| item.attribute("Update"))?;
    let value = |key: &str| item.attribute(key).or_else(|| item.child(key).map(|child| child.text.trim()));
    let text = value("VersionOverride").or_else(|| value("Version")).unwrap_or_default();
    let text = replaced(text, properties);
    let is_private = value("PrivateAssets").is_some_and(|assets| assets.eq_ignore_ascii_case("all"));
    let dependency = Dependency::new(Ecosystem::Nuget, &replaced(name, properties), &text).dev(is_private);
    Some(if text.is_empty() { dependency.wanting(Wanted::Managed) } else { dependency })
}

pub(super) fn lock(text: &str) -> Result<Packages, Broken> {
    let tree = from_json(text)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    for (_, framework) in tree.get("dependencies").entries() {
        for (name, package) in framework.entries() {
            let reach = match package.text_of("type") {
                "Project" => continue,
                "Direct" => Reach::Direct,
                _ => Reach::Indirect,
            };
            let entry = Dependency::locked(Ecosystem::Nuget, name, package.text_of("resolved"));
            found.dependencies.push(entry.reached(reach));
        }
    }
    if tree.get("dependencies").is_map() { Ok(found) } else { Err(Broken("it has no `dependencies`".into())) }
}
