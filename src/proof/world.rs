//! `World`: the requests that some statements can tell apart, as cells of independent dimensions.

use std::collections::HashMap;

use crate::operator::Operator;
use crate::sort;

use super::actions::ActionCells;
use super::callers::CallerCell;
use super::cellset::CellSet;

/// One thing that a request has: an action, a resource, a principal, a condition key.
#[derive(Clone, Debug)]
pub struct Dim {
    pub kind: DimKind,
    /// How many cells it has.
    pub size: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DimKind {
    Action,
    Resource,
    Caller,
    /// A key of one value, by its place in [`World::keys`].
    Key(usize),
    /// How many values a key of several has, by its place in [`World::multis`]: see [`Count`].
    Count(usize),
    /// Whether some value of it is in a set: 0 yes, 1 no.
    Some(usize),
    /// Whether something holds that is open, by its place in [`World::opaques`]: 0 yes, 1 no.
    Opaque(usize),
}

/// The cell of a dimension of two that says yes, and the one that says no.
pub const YES: usize = 0;
pub const NO: usize = 1;

/// How many values a request has of a key that can have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Absent,
    /// There, without a value.
    Empty,
    /// One value, which is the empty text: AWS may count it as none.
    EmptyText,
    One,
    Many,
}

impl Count {
    pub const ALL: [Self; 5] = [
        Self::Absent,
        Self::Empty,
        Self::EmptyText,
        Self::One,
        Self::Many,
    ];

    #[must_use]
    pub fn cell(self) -> usize {
        self as usize
    }
}

/// A constraint on one dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub dim: usize,
    pub cells: CellSet,
}

/// Where a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Of the policies of a query, in their order, the reference last.
    pub policy: usize,
    /// The statement's place in its policy's list.
    pub statement: usize,
}

/// A box of requests: all that meet each term. At most one term for each dimension, in their order.
#[derive(Clone, Debug)]
pub struct Block {
    pub place: Place,
    pub terms: Vec<Term>,
}

/// A condition key of one value.
#[derive(Clone, Debug)]
pub struct KeyCells {
    /// In lower case; both keys of the current time are one dimension.
    pub names: Vec<String>,
    pub dim: usize,
    /// `None` where the key is absent.
    pub values: Vec<Option<String>>,
}

/// A condition key of several values.
#[derive(Clone, Debug)]
pub struct Multi {
    pub name: String,
    /// See [`Count`].
    pub count: usize,
    pub values: Vec<String>,
    /// Which of them is the empty text.
    pub empty: Option<usize>,
    /// Dimensions of the kind [`DimKind::Some`], and the set that each asks about.
    pub literals: Vec<(usize, CellSet)>,
}

/// Something that is open: it hangs on a variable, on a text that is not known, on what AWS does not document.
#[derive(Clone, Debug)]
pub struct Opaque {
    pub dim: usize,
    /// Where it does hang on the cells of a dimension: where it may hold, and where it does for certain.
    pub link: Option<Link>,
    /// Keys that are there if it holds, and the cell that stands for their absence.
    pub present: Vec<(usize, usize)>,
    pub why: Why,
    pub origin: Origin,
}

/// The words that something open stands for.
#[derive(Clone, Debug, Default)]
pub enum Origin {
    #[default]
    Nothing,
    /// A pattern of resources with variables.
    Resource(String),
    /// A condition with variables: its key, its operator, its values.
    Condition(String, Operator, Vec<String>),
}

#[derive(Clone, Debug)]
pub struct Link {
    pub dim: usize,
    pub may: CellSet,
    pub must: CellSet,
}

/// Why something is open.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The statement cannot be understood.
    Unsound,
    /// A text that is not known yet.
    UnknownText(String),
    /// A policy variable.
    Variable(String),
    /// AWS does not document what the text matches.
    Contested(String),
    /// Whether a caller sends the key, and with which value, is not documented.
    Unstated(String),
    /// The key is compared with more values than are looked at.
    TooMany(String),
    /// What the principal stands for is not known.
    Principal(String),
    /// The operator is none that AWS has.
    UnknownOperator(String),
    /// A condition key that is compared as values of different types.
    MixedTypes(String),
    /// A plain operator on a key with several values, or an empty text for a set.
    SeveralValues(String),
    /// The call needs this permission too, and whether the caller has it is not certain.
    Besides(&'static str),
}

#[derive(Clone, Debug)]
pub struct World {
    pub dims: Vec<Dim>,
    pub actions: ActionCells,
    pub resources: Vec<String>,
    pub callers: Vec<CallerCell>,
    pub keys: Vec<KeyCells>,
    pub multis: Vec<Multi>,
    pub opaques: Vec<Opaque>,
    /// If the first one holds, the second one does.
    pub implications: Vec<(usize, usize)>,
    /// Requests that do not exist.
    pub forbidden: Vec<Block>,
    by_identity: HashMap<String, usize>,
}

/// The dimensions that every world has.
pub const ACTION: usize = 0;
pub const RESOURCE: usize = 1;
pub const CALLER: usize = 2;

impl World {
    #[must_use]
    pub fn new(actions: ActionCells, resources: Vec<String>, callers: Vec<CallerCell>) -> Self {
        let dim = |kind, size| Dim { kind, size };
        Self {
            dims: vec![
                dim(DimKind::Action, actions.witnesses.len()),
                dim(DimKind::Resource, resources.len()),
                dim(DimKind::Caller, callers.len()),
            ],
            actions,
            resources,
            callers,
            keys: Vec::new(),
            multis: Vec::new(),
            opaques: Vec::new(),
            implications: Vec::new(),
            forbidden: Vec::new(),
            by_identity: HashMap::new(),
        }
    }

    pub fn add(&mut self, kind: DimKind, size: usize) -> usize {
        self.dims.push(Dim { kind, size });
        self.dims.len() - 1
    }

    #[must_use]
    pub fn size(&self, dim: usize) -> usize {
        self.dims.get(dim).map_or(0, |dim| dim.size)
    }

    /// What must hold and may hold on a dimension: one set if that is the same, else something open.
    pub fn three_valued(
        &mut self,
        dim: usize,
        (must, may): (CellSet, CellSet),
        identity: Option<String>,
        why: impl FnOnce() -> Why,
    ) -> Term {
        if must == may {
            return Term { dim, cells: must };
        }
        let link = Some(Link { dim, may, must });
        self.opaque(link, identity, why)
    }

    /// Something open that holds. What has the same identity holds together.
    pub fn opaque(
        &mut self,
        link: Option<Link>,
        identity: Option<String>,
        why: impl FnOnce() -> Why,
    ) -> Term {
        let known = identity
            .as_ref()
            .and_then(|identity| self.by_identity.get(identity));
        let dim = match known {
            Some(&dim) => dim,
            None => {
                let dim = self.add(DimKind::Opaque(self.opaques.len()), 2);
                self.opaques.push(Opaque {
                    dim,
                    link,
                    present: Vec::new(),
                    why: why(),
                    origin: Origin::Nothing,
                });
                if let Some(identity) = identity {
                    self.by_identity.insert(identity, dim);
                }
                dim
            }
        };
        Term {
            dim,
            cells: CellSet::where_(2, |cell| cell == YES),
        }
    }

    /// Whether some value of a key is in a set (or none is, for `NO`).
    pub fn some_value(&mut self, multi: usize, set: CellSet, answer: usize) -> Term {
        let known = self
            .multis
            .get(multi)
            .and_then(|multi| multi.literals.iter().find(|(_, own)| *own == set));
        let dim = match known {
            Some(&(dim, _)) => dim,
            None => {
                let dim = self.add(DimKind::Some(multi), 2);
                if let Some(multi) = self.multis.get_mut(multi) {
                    multi.literals.push((dim, set));
                }
                dim
            }
        };
        Term {
            dim,
            cells: CellSet::where_(2, |cell| cell == answer),
        }
    }

    /// Notes the words of the open thing of a dimension, if it is one.
    pub fn originate(&mut self, dim: usize, origin: impl FnOnce() -> Origin) {
        let kind = self.dims.get(dim).map(|dim| dim.kind);
        if let Some(DimKind::Opaque(index)) = kind
            && let Some(opaque) = self.opaques.get_mut(index)
            && matches!(opaque.origin, Origin::Nothing)
        {
            opaque.origin = origin();
        }
    }

    /// The opaque thing of a dimension, if it is one.
    #[must_use]
    pub fn opaque_of(&self, dim: usize) -> Option<&Opaque> {
        match self.dims.get(dim)?.kind {
            DimKind::Opaque(index) => self.opaques.get(index),
            _ => None,
        }
    }
}

impl Term {
    /// The other cells.
    #[must_use]
    pub fn negated(&self, world: &World) -> Self {
        Self {
            dim: self.dim,
            cells: self.cells.complement(world.size(self.dim)),
        }
    }
}

impl Block {
    /// The terms in order, one for each dimension; `None` if no request meets them.
    #[must_use]
    pub fn new(place: Place, mut terms: Vec<Term>) -> Option<Self> {
        sort::by_key(&mut terms, |term| term.dim);
        let mut joined: Vec<Term> = Vec::with_capacity(terms.len());
        for term in terms {
            match joined.last_mut() {
                Some(last) if last.dim == term.dim => last.cells.intersect_with(&term.cells),
                _ => joined.push(term),
            }
        }
        let is_empty = joined.iter().any(|term| term.cells.is_empty());
        (!is_empty).then_some(Self {
            place,
            terms: joined,
        })
    }
}

/// The place of a box that no statement made.
pub const NOWHERE: Place = Place {
    policy: usize::MAX,
    statement: 0,
};
