//! What leads from page to page: each line is shown to those who may go there.

use serde::Serialize;
use warraq_archive::accounts::{Right, SignedIn};

use super::visit::Visit;

struct Group {
    /// The key of its heading; empty for the first.
    title: &'static str,
    lines: &'static [Line],
}

struct Line {
    label: &'static str,
    href: &'static str,
    icon: &'static str,
    right: Right,
}

/// Everything that can be gone to, in order.
const GROUPS: &[Group] = &[
    Group {
        title: "",
        lines: &[
            Line {
                label: "admin.nav.desk",
                href: "/admin",
                icon: "home",
                right: Right::Enter,
            },
            Line {
                label: "admin.nav.articles",
                href: "/admin/articles",
                icon: "articles",
                right: Right::Write,
            },
            Line {
                label: "admin.nav.media",
                href: "/admin/media",
                icon: "media",
                right: Right::AddMedia,
            },
            Line {
                label: "admin.nav.comments",
                href: "/admin/comments",
                icon: "comments",
                right: Right::Moderate,
            },
            Line {
                label: "admin.nav.review",
                href: "/admin/review",
                icon: "yes",
                right: Right::Write,
            },
        ],
    },
    Group {
        title: "admin.nav.order",
        lines: &[
            Line {
                label: "admin.nav.front",
                href: "/admin/front",
                icon: "front",
                right: Right::CurateFront,
            },
            Line {
                label: "admin.nav.sections",
                href: "/admin/sections",
                icon: "sections",
                right: Right::ManageTaxonomy,
            },
            Line {
                label: "admin.nav.tags",
                href: "/admin/tags",
                icon: "tag",
                right: Right::ManageTaxonomy,
            },
            Line {
                label: "admin.nav.names",
                href: "/admin/names",
                icon: "account",
                right: Right::ManageTaxonomy,
            },
            Line {
                label: "admin.nav.redirects",
                href: "/admin/redirects",
                icon: "link",
                right: Right::ManageTaxonomy,
            },
        ],
    },
    Group {
        title: "admin.nav.run",
        lines: &[
            Line {
                label: "admin.nav.people",
                href: "/admin/people",
                icon: "people",
                right: Right::SeeAccounts,
            },
            Line {
                label: "admin.nav.audit",
                href: "/admin/audit",
                icon: "audit",
                right: Right::ReadAudit,
            },
        ],
    },
];

/// A group of lines as somebody sees it.
#[derive(Serialize)]
pub(super) struct NavGroup {
    title: &'static str,
    lines: Vec<NavLine>,
}

#[derive(Serialize)]
struct NavLine {
    label: &'static str,
    href: &'static str,
    icon: &'static str,
    is_here: bool,
}

/// Where somebody may go.
pub(super) fn of(visit: &Visit<'_>, who: &SignedIn) -> Vec<NavGroup> {
    let line = |line: &Line| NavLine {
        label: visit.say(line.label),
        href: line.href,
        icon: line.icon,
        is_here: visit.path.trim_end_matches('/') == line.href,
    };
    let group = |group: &Group| NavGroup {
        title: if group.title.is_empty() {
            ""
        } else {
            visit.say(group.title)
        },
        lines: group
            .lines
            .iter()
            .filter(|line| who.check(line.right).is_ok())
            .map(line)
            .collect(),
    };
    let groups = GROUPS.iter().map(group);
    groups.filter(|group| !group.lines.is_empty()).collect()
}
