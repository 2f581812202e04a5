//! `iamsure template`: the documents that a role for Confluent begins with, and the commands of the next step.

mod next;
mod permission;
mod trust;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::input::{self, Input};
use crate::integration::{self, Integration};
use crate::source::{FileId, Sources};
use crate::template::{CloudFormation, Document, Json, Kind, Terraform, bootstrap};
use crate::text::quote;

use super::arguments::{Deferred, TemplateArguments, TemplateFormat, TemplateKind, Writing};
use super::failure::Failure;
use super::{CLEAN, check, output};

pub fn run(arguments: &TemplateArguments) -> Result<u8, Failure> {
    match &arguments.kind {
        TemplateKind::Trust(Deferred(arguments)) => trust::run(arguments)?,
        TemplateKind::Bootstrap(Deferred(writing)) => write_document(&bootstrap(), writing, &[])?,
        TemplateKind::Permission(Deferred(arguments)) => permission::run(arguments)?,
        TemplateKind::Next(Deferred(arguments)) => next::run(arguments)?,
    }
    Ok(CLEAN)
}

/// Writes a document in the notation that was asked for; `inputs` are the files that it was made from.
fn write_document(
    document: &Document,
    writing: &Writing,
    inputs: &[&PathBuf],
) -> Result<(), Failure> {
    let excess = excess(document)?;
    let to = writing.output.as_deref();
    match writing.format {
        TemplateFormat::Json => write(&Json(document), to, inputs)?,
        TemplateFormat::Terraform => write(&Terraform(document), to, inputs)?,
        TemplateFormat::Cloudformation => write(&CloudFormation(document), to, inputs)?,
    }
    if let Some(length) = excess {
        note(&format!(
            "the policy has {length} characters, and AWS takes {TRUST_LENGTH} of a trust policy unless the quota is raised"
        ));
    }
    Ok(())
}

/// What AWS takes of a managed policy, and by default of a trust policy, white space aside.
///
/// Source: "IAM and AWS STS quotas" in the IAM User Guide.
const MANAGED_LENGTH: usize = 6144;
const TRUST_LENGTH: usize = 2048;

/// The length of a trust policy beyond the default quota; a managed policy beyond its own is refused.
fn excess(document: &Document) -> Result<Option<usize>, Failure> {
    let text = Json(document).to_string();
    let length = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .count();
    match document.kind {
        Kind::Trust => Ok((length > TRUST_LENGTH).then_some(length)),
        Kind::Permission if length > MANAGED_LENGTH => {
            let message = format!(
                "the policy would have {length} characters, and AWS takes {MANAGED_LENGTH} of a managed policy"
            );
            Err(Failure::new(message)
                .help("write several policies, each with a part of the resources"))
        }
        Kind::Permission => Ok(None),
    }
}

/// Says something about what was written, beside it.
fn note(text: &str) {
    // Where not even standard error takes it, there is nobody to tell.
    let _ = io::stderr().write_all(format!("note: {text}\n").as_bytes());
}

fn write(text: &dyn Display, to: Option<&Path>, inputs: &[&PathBuf]) -> Result<(), Failure> {
    let Some(path) = to else {
        return output::print(|out| write!(out, "{text}"));
    };
    let target = path.canonicalize().ok();
    let is_input = |input: &&PathBuf| target.is_some() && input.canonicalize().ok() == target;
    if inputs.iter().any(is_input) {
        let message = format!(
            "{} is an input of this run, and the output would replace it",
            quote(&path.to_string_lossy())
        );
        return Err(Failure::new(message).help("give `--output` another file"));
    }
    output::write_file(path, |out| write!(out, "{text}"))
}

/// Reads Confluent's response from a file, or from standard input.
fn integration_of(
    path: &Path,
    id: Option<&str>,
    role_arn: Option<&str>,
    sources: &mut Sources,
) -> Result<Integration, Failure> {
    let file = read("the integration", path, sources)?;
    let selection = integration::Selection {
        id: id.map(str::to_owned),
        customer_role: role_arn.map(str::to_owned),
    };
    check::read_integration(file, sources, &selection)
}

fn read(what: &str, path: &Path, sources: &mut Sources) -> Result<FileId, Failure> {
    let input = if path.as_os_str() == "-" {
        Input::stdin()
    } else {
        Input::named(path)
    };
    let source = input::read(&input).map_err(|error| check::cannot_read(what, path, &error))?;
    Ok(sources.add(source))
}
