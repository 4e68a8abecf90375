//! What was wrong in one element, gathered until the element can be named.

use std::borrow::Cow;

use crate::record::{Place, Problem, ProblemKind};

/// More different faults than this in one element are only counted.
const MOST: usize = 12;

/// The faults of the element being read. The same fault is listed once, with its count.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

struct Fault {
    kind: ProblemKind,
    detail: Cow<'static, str>,
    count: u64,
    lost: bool,
}

impl Faults {
    /// Something was wrong and was mended.
    pub(super) fn add(&mut self, kind: ProblemKind, detail: impl Into<Cow<'static, str>>) {
        self.add_many(kind, 1, detail);
    }

    /// The same thing was wrong several times.
    pub(super) fn add_many(
        &mut self,
        kind: ProblemKind,
        count: u64,
        detail: impl Into<Cow<'static, str>>,
    ) {
        let detail = detail.into();
        let crowded = self.0.len() >= MOST;
        let known = self
            .0
            .iter_mut()
            .find(|fault| fault.kind == kind && fault.detail == detail);
        match known {
            Some(fault) => fault.count += count,
            None if !crowded => {
                self.0.push(Fault {
                    kind,
                    detail,
                    count,
                    lost: false,
                });
            }
            None => {
                if let Some(fault) = self.0.iter_mut().rev().find(|fault| fault.kind == kind) {
                    fault.count += count;
                }
            }
        }
    }

    /// Something was wrong, and because of it the element is not among the records.
    pub(super) fn lose(&mut self, kind: ProblemKind, detail: impl Into<Cow<'static, str>>) {
        self.0.push(Fault {
            kind,
            detail: detail.into(),
            count: 1,
            lost: true,
        });
    }

    /// Says what was wrong, and starts afresh.
    pub(super) fn report(&mut self, place: &Place) -> impl Iterator<Item = Problem> {
        std::mem::take(&mut self.0)
            .into_iter()
            .map(|fault| Problem {
                kind: fault.kind,
                place: place.clone(),
                detail: match fault.count {
                    1 => fault.detail.into_owned(),
                    count => format!("{} ({count} times)", fault.detail),
                },
                lost: fault.lost,
            })
    }
}
