//! What the values of conditions, resources and principals are as patterns over the texts of their dimension.

use crate::operator::Operator;
use crate::semantics::resource::short_form;
use crate::semantics::variable::{self, Piece};

use super::glob::{Class, Glob, Token};

/// The patterns that tell texts apart as a condition value or a resource does.
#[derive(Clone, Debug)]
pub struct Reading {
    pub globs: Vec<Glob>,
    /// Whether the first glob takes exactly what the value stands for; else the value has to be asked of each cell.
    pub is_exact: bool,
    /// What the value may stand for beside that: the texts that all of these take, if there are any.
    pub perhaps: Vec<Glob>,
}

/// The pieces of a text before any request.
#[must_use]
pub fn pieces(text: &str, variables: bool) -> Vec<Piece<'_>> {
    variable::open(text, variables)
}

/// A value of a string, ARN or Boolean operator. `None`: no pattern tells what it stands for.
#[must_use]
pub fn condition_value(operator: Operator, text: &str, variables: bool) -> Option<Reading> {
    let pieces = pieces(text, variables);
    let is_known = !pieces.contains(&Piece::Unknown);
    let exact = |glob| {
        Some(Reading {
            globs: vec![glob],
            is_exact: is_known,
            perhaps: Vec::new(),
        })
    };
    match operator.positive() {
        Operator::StringEquals => exact(plain(&pieces)),
        Operator::StringLike => exact(Glob::loosest(&pieces)),
        Operator::StringEqualsIgnoreCase => {
            let glob = plain(&pieces);
            let loose = glob.clone().in_any_alphabet();
            let has_others = loose.tokens.contains(&Token::Run(Class::ANY));
            let mut reading = exact(glob.in_any_case()).filter(|_| text.is_ascii())?;
            if has_others {
                reading.perhaps = vec![loose, Glob::foreign()];
            }
            Some(reading)
        }
        Operator::ArnEquals | Operator::ArnLike => Some(arn(&pieces)),
        Operator::Bool => Some(Reading {
            globs: ["true", "false"].map(Glob::folded).into(),
            is_exact: false,
            perhaps: Vec::new(),
        }),
        _ => None,
    }
}

/// No wildcards, but unknown text.
fn plain(pieces: &[Piece<'_>]) -> Glob {
    let mut glob = Glob::default();
    for piece in pieces {
        glob = match piece {
            Piece::Written(text) => glob.text(text),
            Piece::Literal(text) => glob.text(text),
            Piece::Unknown => glob.run(Class::ANY),
        };
    }
    glob
}

/// The pattern of an ARN, for a condition or for a `Resource` that is not `*`.
#[must_use]
pub fn arn(pieces: &[Piece<'_>]) -> Reading {
    let mut glob = Glob::default();
    let mut colons = 0;
    let (mut is_open, mut is_known) = (false, true);
    for piece in pieces {
        let (text, wildcards) = match piece {
            Piece::Written(text) => (*text, true),
            Piece::Literal(text) => (text.as_ref(), false),
            Piece::Unknown => {
                is_open |= colons < 5;
                is_known = false;
                glob = glob.run(Class::ANY);
                continue;
            }
        };
        for char in text.chars() {
            let class = if colons < 5 {
                Class::IN_FIELD
            } else {
                Class::ANY
            };
            glob.tokens.push(match char {
                '*' if wildcards => Token::Run(class),
                '?' if wildcards => Token::One(class),
                other => Token::Char(other),
            });
            colons += usize::from(char == ':');
        }
    }
    if colons >= 5 && !is_open {
        return Reading {
            globs: vec![glob],
            is_exact: is_known,
            perhaps: Vec::new(),
        };
    }
    let flat = Glob::loosest(pieces);
    let mut completed = flat.clone();
    let mut fields = glob;
    for _ in colons.min(5)..5 {
        completed = completed.text(":").run(Class::ANY);
        let class = if fields
            .tokens
            .iter()
            .filter(|one| **one == Token::Char(':'))
            .count()
            < 4
        {
            Class::IN_FIELD
        } else {
            Class::ANY
        };
        fields = fields.text(":").run(class);
    }
    Reading {
        globs: vec![fields, flat, completed],
        is_exact: false,
        perhaps: Vec::new(),
    }
}

/// A value of `Resource`; everything has no patterns.
#[must_use]
pub fn resource(text: &str, variables: bool) -> Reading {
    let pieces = pieces(text, variables);
    let mut reading = match short_form(&pieces) {
        Some((path, others)) => of_api(path, others),
        None => arn(&pieces),
    };
    let head = text
        .splitn(4, ':')
        .take(3)
        .any(|field| field.bytes().any(|byte| byte.is_ascii_uppercase()));
    if head {
        // Whether letter case counts in a partition or service is open.
        let folded: Vec<Glob> = reading
            .globs
            .iter()
            .flat_map(|glob| [glob.clone().in_any_case(), folded_head(glob)])
            .collect();
        reading.globs.extend(folded);
        reading.is_exact = false;
    }
    reading
}

/// What stands behind the ID of an API that the policy does not tell.
fn of_api(path: &str, others: &[Piece<'_>]) -> Reading {
    let field = Class::IN_FIELD;
    let id = Class::NAME;
    let mut glob = Glob::literal("arn:").one(field).run(field);
    glob = glob.text(":execute-api:").one(field).run(field);
    glob = glob.text(":").one(field).run(field).text(":");
    glob = glob.one(id).run(id);
    let pieces: Vec<Piece> = std::iter::once(Piece::Written(path))
        .chain(others.iter().cloned())
        .collect();
    glob.tokens.extend(Glob::loosest(&pieces).tokens);
    Reading {
        globs: vec![glob],
        is_exact: !pieces.contains(&Piece::Unknown),
        perhaps: Vec::new(),
    }
}

/// The same with the first three fields in any letter case.
fn folded_head(glob: &Glob) -> Glob {
    let mut tokens = glob.tokens.clone();
    let mut colons = 0;
    for token in &mut tokens {
        match *token {
            Token::Char(':') => colons += 1,
            Token::Char(char) if colons < 3 && char.is_ascii_alphabetic() => {
                *token = Token::Folded(char.to_ascii_lowercase());
            }
            _ => {}
        }
    }
    Glob { tokens }
}
