//! Reads the sources of the crate and resolves each path in them to the file or the external crate that it names.
//!
//! Paths are taken from `use` trees, from bodies, from types, and from the tokens of macros and attributes. A re-export is followed to
//! the file that defines the item. Two things are not seen: a method (`x.check()` names no file), and a name that a macro makes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// A file, relative to `src`: `detect/view.rs`.
    File(String),
    /// A path into another crate: `std::fs::read`.
    Crate(String),
}

/// A path in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reference {
    /// The file that the path stands in, relative to `src`.
    pub(crate) file: String,
    /// The path as it is written: `super::view::View`.
    pub(crate) written: String,
    pub(crate) target: Target,
}

/// The files of a crate by their paths relative to `src`.
pub(crate) type Sources = BTreeMap<String, String>;

/// All references in `sources`, without the code that is compiled for tests alone.
///
/// `crates` are the names of the external crates. The library's root is `lib.rs` and its name is `library`; the program's root is `main.rs`.
///
/// # Errors
/// A file that cannot be parsed, a module without a file, or a file that belongs to no module.
pub(crate) fn references(sources: &Sources, library: &str, crates: &[&str]) -> Result<Vec<Reference>, String> {
    let mut tree = Tree { sources, library, crates, modules: Vec::new(), files: HashSet::new(), parsed: Vec::new() };
    let mut roots = Vec::new();
    for root in ["lib.rs", "main.rs"].into_iter().filter(|root| sources.contains_key(*root)) {
        roots.push(tree.read_file(root, "", None, false)?);
    }
    if let Some(lost) = sources.keys().find(|file| !tree.files.contains(*file)) {
        return Err(format!("{lost} belongs to no module"));
    }
    let mut found = BTreeSet::new();
    for (module, items) in &tree.parsed {
        let mut visitor = Visitor { tree: &tree, module: *module, found: &mut found };
        items.iter().for_each(|item| visitor.visit_item(item));
    }
    Ok(found.into_iter().collect())
}

/// A module: a file, or a block within one.
struct Module {
    file: String,
    parent: Option<usize>,
    children: HashMap<String, usize>,
    items: HashSet<String>,
    /// Each `use` by the name that it gives; a glob gives the empty name.
    imports: Vec<(String, Vec<String>)>,
}

/// The module or item that the first segments of a path resolve to.
#[derive(Clone)]
enum Place {
    Module(usize),
    /// An item of a module.
    Item(usize),
    Crate(String),
}

struct Tree<'a> {
    sources: &'a Sources,
    library: &'a str,
    crates: &'a [&'a str],
    modules: Vec<Module>,
    /// The files that a module was read from or that tests alone use.
    files: HashSet<String>,
    parsed: Vec<(usize, Vec<Item>)>,
}

impl Tree<'_> {
    /// Reads the module in `file`, whose submodules stand in `folder`. That of a test module is not kept.
    fn read_file(&mut self, file: &str, folder: &str, parent: Option<usize>, is_test: bool) -> Result<usize, String> {
        let text = self.sources.get(file).ok_or_else(|| format!("{file} is missing"))?;
        let parsed = syn::parse_file(text).map_err(|error| format!("{file}: {error}"))?;
        self.files.insert(file.to_owned());
        self.read_module(file, folder, parent, parsed.items, is_test)
    }

    fn read_module(
        &mut self,
        file: &str,
        folder: &str,
        parent: Option<usize>,
        items: Vec<Item>,
        is_test: bool,
    ) -> Result<usize, String> {
        let id = self.modules.len();
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            children: HashMap::new(),
            items: HashSet::new(),
            imports: Vec::new(),
        });
        let mut kept = Vec::new();
        for item in items {
            let is_test = is_test || is_for_tests(attributes(&item));
            match item {
                Item::Mod(item) => {
                    let name = item.ident.to_string();
                    let below = format!("{folder}{name}/");
                    let child = match item.content {
                        Some((_, items)) => self.read_module(file, &below, Some(id), items, is_test)?,
                        None => {
                            let flat = format!("{folder}{name}.rs");
                            let nested = format!("{below}mod.rs");
                            let file = if self.sources.contains_key(&nested) { nested } else { flat };
                            self.read_file(&file, &below, Some(id), is_test)?
                        }
                    };
                    if !is_test {
                        self.modules[id].children.insert(name, child);
                    }
                }
                _ if is_test => {}
                item => {
                    self.modules[id].items.extend(name_of(&item));
                    Imports(&mut self.modules[id].imports).visit_item(&item);
                    kept.push(item);
                }
            }
        }
        if !is_test {
            self.parsed.push((id, kept));
        }
        Ok(id)
    }

    /// Where `path` leads from within `module`. Nothing for what the prelude, a generic parameter or a macro brings.
    fn resolve(&self, module: usize, path: &[String], seen: &mut HashSet<(usize, String)>) -> Vec<Place> {
        let Some((first, mut rest)) = path.split_first() else { return Vec::new() };
        let mut places = match first.as_str() {
            // `::name` is another crate.
            "" => {
                let Some((name, behind)) = rest.split_first() else { return Vec::new() };
                rest = behind;
                vec![self.crate_named(name)]
            }
            "crate" => vec![Place::Module(self.root(module))],
            "self" => vec![Place::Module(module)],
            "super" => self.modules[module].parent.map(Place::Module).into_iter().collect(),
            name => {
                let found = self.look_up(module, name, seen);
                let is_crate = found.is_empty() && (name == self.library || self.crates.contains(&name));
                if is_crate { vec![self.crate_named(name)] } else { found }
            }
        };
        for name in rest {
            places = places.iter().flat_map(|place| self.step(place, name, seen)).collect();
        }
        places
    }

    fn crate_named(&self, name: &str) -> Place {
        // The library's root is the first module that is read.
        if name == self.library { Place::Module(0) } else { Place::Crate(name.to_owned()) }
    }

    fn root(&self, mut module: usize) -> usize {
        while let Some(parent) = self.modules[module].parent {
            module = parent;
        }
        module
    }

    fn step(&self, place: &Place, name: &str, seen: &mut HashSet<(usize, String)>) -> Vec<Place> {
        match place {
            Place::Module(module) if name == "super" => {
                self.modules[*module].parent.map(Place::Module).into_iter().collect()
            }
            Place::Module(module) => {
                let found = self.look_up(*module, name, seen);
                // What a module does not show is made by a macro in it.
                if found.is_empty() { vec![Place::Item(*module)] } else { found }
            }
            // A variant or an associated item.
            Place::Item(module) => vec![Place::Item(*module)],
            Place::Crate(path) => vec![Place::Crate(format!("{path}::{name}"))],
        }
    }

    /// Resolves `name` in the scope of `module`.
    fn look_up(&self, module: usize, name: &str, seen: &mut HashSet<(usize, String)>) -> Vec<Place> {
        if !seen.insert((module, name.to_owned())) {
            return Vec::new();
        }
        let scope = &self.modules[module];
        let mut found: Vec<Place> = scope.children.get(name).map(|child| Place::Module(*child)).into_iter().collect();
        if scope.items.contains(name) {
            found.push(Place::Item(module));
        }
        for (_, path) in scope.imports.iter().filter(|(given, _)| given == name) {
            found.extend(self.resolve_import(module, path, seen));
        }
        if found.is_empty() {
            for (_, path) in scope.imports.iter().filter(|(given, _)| given.is_empty()) {
                for place in self.resolve_import(module, path, seen) {
                    if let Place::Module(target) = place {
                        found.extend(self.look_up(target, name, seen));
                    }
                }
            }
        }
        seen.remove(&(module, name.to_owned()));
        found
    }

    /// A `use` whose first segment is not in scope names a crate, listed or not.
    fn resolve_import(&self, module: usize, path: &[String], seen: &mut HashSet<(usize, String)>) -> Vec<Place> {
        let found = self.resolve(module, path, seen);
        let first = path.first().map_or("", String::as_str);
        let is_unlisted = found.is_empty()
            && !matches!(first, "crate" | "self" | "super" | "")
            && !self.modules[module].imports.iter().any(|(name, _)| name == first);
        if is_unlisted { vec![Place::Crate(path.join("::"))] } else { found }
    }
}

/// Collects the imports of an item. Those within a function count for the whole module.
struct Imports<'a>(&'a mut Vec<(String, Vec<String>)>);

impl<'ast> Visit<'ast> for Imports<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        add_imports(&item.tree, Vec::new(), item.leading_colon.is_some(), self.0);
    }
}

/// Adds the paths of a `use` tree with the names that they give.
fn add_imports(tree: &UseTree, mut path: Vec<String>, is_absolute: bool, imports: &mut Vec<(String, Vec<String>)>) {
    if is_absolute {
        path.push(String::new());
    }
    match tree {
        UseTree::Path(tree) => {
            path.push(tree.ident.to_string());
            add_imports(&tree.tree, path, false, imports);
        }
        UseTree::Name(tree) => {
            let name = tree.ident.to_string();
            // `use a::b::{self}` gives `b`.
            let given = if name == "self" { path.last().cloned().unwrap_or_default() } else { name.clone() };
            if name != "self" {
                path.push(name);
            }
            imports.push((given, path));
        }
        UseTree::Rename(tree) => {
            if tree.ident != "self" {
                path.push(tree.ident.to_string());
            }
            imports.push((tree.rename.to_string(), path));
        }
        UseTree::Glob(_) => imports.push((String::new(), path)),
        UseTree::Group(group) => {
            for tree in &group.items {
                add_imports(tree, path.clone(), false, imports);
            }
        }
    }
}

/// The name that an item gives to its module.
fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        _ => return None,
    };
    Some(name.to_string())
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether `#[cfg(test)]` or `#[test]` keeps the item out of the program.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_cfg_test = attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"));
        is_cfg_test || attribute.path().is_ident("test")
    })
}

/// Collects the paths of one module.
struct Visitor<'a, 'b> {
    tree: &'a Tree<'a>,
    module: usize,
    found: &'b mut BTreeSet<Reference>,
}

impl Visitor<'_, '_> {
    fn add(&mut self, path: &[String], is_import: bool) {
        let file = &self.tree.modules[self.module].file;
        let mut seen = HashSet::new();
        let places = if is_import {
            self.tree.resolve_import(self.module, path, &mut seen)
        } else {
            self.tree.resolve(self.module, path, &mut seen)
        };
        for place in places {
            // A word alone is a variable, not the module of the same name.
            if !is_import && path.len() == 1 && matches!(place, Place::Module(_)) {
                continue;
            }
            let target = match place {
                Place::Module(module) | Place::Item(module) => Target::File(self.tree.modules[module].file.clone()),
                Place::Crate(path) => Target::Crate(path),
            };
            if target != Target::File(file.clone()) {
                self.found.insert(Reference { file: file.clone(), written: path.join("::"), target });
            }
        }
    }

    /// Adds the parts of `<T as Trait>::name`, or the path where there is no `<T>`.
    fn add_qualified(&mut self, of: Option<&syn::QSelf>, path: &syn::Path) {
        match of {
            // Of `<T>::name`, syn has the path `::name`, which names no crate.
            Some(of) if of.position == 0 => {
                self.visit_qself(of);
                visit::visit_path(self, path);
            }
            Some(of) => {
                self.visit_qself(of);
                self.visit_path(path);
            }
            None => self.visit_path(path),
        }
    }

    /// Adds what looks like a path in the tokens of a macro or an attribute.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let sign = |at: usize| match tokens.get(at) {
            Some(TokenTree::Punct(sign)) => Some((sign.as_char(), sign.spacing())),
            _ => None,
        };
        let is_separator = |at| sign(at) == Some((':', Spacing::Joint)) && sign(at + 1).is_some_and(|(c, _)| c == ':');
        let mut at = 0;
        while at < tokens.len() {
            let is_absolute = is_separator(at);
            if !is_absolute && !matches!(tokens[at], TokenTree::Ident(_)) {
                if let TokenTree::Group(group) = &tokens[at] {
                    self.add_tokens(group.stream());
                }
                at += 1;
                continue;
            }
            // A method or a field, or what follows the type in `<T>::name`.
            let is_member = at.checked_sub(1).and_then(sign).is_some_and(|(c, _)| c == '.' || c == '>' && is_absolute);
            let mut path = Vec::new();
            if is_absolute {
                path.push(String::new());
                at += 2;
            }
            while let Some(TokenTree::Ident(word)) = tokens.get(at) {
                path.push(word.to_string());
                at += 1;
                if !is_separator(at) {
                    break;
                }
                at += 2;
            }
            if !is_member {
                self.add(&path, false);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Visitor<'_, '_> {
    fn visit_item(&mut self, item: &'ast Item) {
        // A module that stands in a function is read as a part of it.
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_const(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let mut imports = Vec::new();
        add_imports(&item.tree, Vec::new(), item.leading_colon.is_some(), &mut imports);
        for (_, path) in imports {
            self.add(&path, true);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let leading = path.leading_colon.as_ref().map(|_| String::new());
        let names: Vec<String> =
            leading.into_iter().chain(path.segments.iter().map(|segment| segment.ident.to_string())).collect();
        self.add(&names, false);
        visit::visit_path(self, path);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.add_qualified(path.qself.as_ref(), &path.path);
    }

    fn visit_type_path(&mut self, path: &'ast syn::TypePath) {
        self.add_qualified(path.qself.as_ref(), &path.path);
    }

    /// `pub(super)` and `pub(in crate::detect)` say who may use the item.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        visit::visit_macro(self, called);
        self.add_tokens(called.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.add_tokens(list.tokens.clone());
        }
    }
}
