//! AWS services that no policy names: what they are called in a request that is shown.

use crate::proof::query::Query;
use crate::proof::verdict::Witness;
use crate::proof::witness::confirmed;
use crate::semantics::{Caller, service_name};

/// Services that most readers know.
const KNOWN: [&str; 3] = [
    "cloudtrail.amazonaws.com",
    "lambda.amazonaws.com",
    "ec2.amazonaws.com",
];

/// The request, sent by a service that there is, where any would do.
pub fn named(query: &Query<'_>, witness: Witness) -> Witness {
    let is_made_up = match &witness.request.caller {
        Caller::Service(name) => !name.contains('.'),
        _ => false,
    };
    let by = |name: &&str| {
        let mut request = witness.request.clone();
        request.caller = Caller::Service((*name).to_owned());
        request
            .context
            .set("aws:PrincipalServiceName", service_name(name));
        confirmed(query, request, witness.is_published)
    };
    if !is_made_up {
        return witness;
    }
    KNOWN.iter().find_map(by).unwrap_or(witness)
}
