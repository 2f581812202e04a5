//! `prove no-new-access` on two plans, of which one does not know a policy.

use serde_json::json;

use super::granting::{change, plan};
use super::{RESPONSE, allow, compared, trust};

#[test]
fn a_policy_that_is_not_known_any_more_is_not_gone() {
    let role = |known: bool| {
        let policy = known.then(|| trust(RESPONSE).to_string());
        let after = json!({ "name": "Orders", "assume_role_policy": policy });
        change(
            "aws_iam_role",
            &after,
            &json!({ "assume_role_policy": !known }),
        )
    };
    let other = change(
        "aws_iam_policy",
        &json!({ "policy": allow("s3:GetObject", "*").to_string() }),
        &json!({}),
    );
    let (old, new) = (
        plan(&[role(true), other.clone()]),
        plan(&[role(false), other.clone()]),
    );
    let (code, out, err) = compared(&old, &new);
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    let place = "aws_iam_role.orders.assume_role_policy`";
    let sentence = format!(
        "undecided whether `new.json → {place} allows nothing that `old.json → {place} does not, \
         so count it as not proven: not known until the plan is applied\n"
    );
    assert!(out.ends_with(&sentence), "{out}");
    let (code, out, err) = compared(&new, &old);
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    let why = format!("`old.json → {place} was not read: not known until the plan is applied");
    assert!(out.contains(&why) && !out.contains("disproven"), "{out}");
    // The one policy of each, and what is the same.
    let (one, later) = (plan(&[role(true)]), plan(&[role(false)]));
    let (code, out, err) = compared(&one, &later);
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    let (code, out, _) = compared(&later, &plan(&[other]));
    assert_eq!(code, 1);
    assert!(out.contains("undecided"), "{out}");
    assert_eq!(compared(&new, &new).0, 0);
}
