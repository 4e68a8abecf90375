/// A menu with its lines.
#[derive(Clone, Debug, Default)]
pub struct Menu {
    /// Lines of the top level.
    pub entries: Vec<MenuEntry>,
}

/// A line of a menu.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// Plain text.
    pub label: String,
    /// Path on this site or a full address.
    pub href: String,
    /// Lines below it.
    pub children: Vec<MenuEntry>,
}
