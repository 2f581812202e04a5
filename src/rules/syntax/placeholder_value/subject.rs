//! What a template value stands for, told by its name or its place.

pub(super) struct Subject {
    /// Reads well after "still stands where", before "belongs".
    pub(super) what: &'static str,
    /// Where the value comes from, in the imperative.
    pub(super) help: &'static str,
}

/// Words in the name of a template value, the telling ones first, with what they tell.
const SUBJECTS: [(&[&str], &str, &str); 16] = [
    (
        &["external"],
        "the external ID",
        "take it from whom you trust: Confluent gives it as `external_id`",
    ),
    (
        &["cidr", "ip-", "-ip", "iprange", "sourceip", "ip_", "_ip"],
        "a range of addresses",
        "write it as CIDR; Confluent calls from its own egress addresses",
    ),
    (
        &["date", "time"],
        "a date",
        "write date and time, as in `2027-01-31T00:00:00Z`",
    ),
    (
        &["bucket"],
        "the name of your bucket",
        "name the bucket that is meant",
    ),
    (
        &["prefix", "folder", "path"],
        "a prefix of your own",
        "write the prefix that is meant, or leave it out",
    ),
    (
        &["account", "acct"],
        "an account ID",
        "write the 12 digits; `aws sts get-caller-identity` shows your own",
    ),
    (&["region"], "a region", "write one such as `eu-west-1`"),
    (
        &["partition"],
        "the partition",
        "write `aws`, or `aws-cn` or `aws-us-gov` there",
    ),
    (
        &["org"],
        "the ID of your organization",
        "`aws organizations describe-organization` shows it",
    ),
    (
        &["table"],
        "the name of your table",
        "name the table that is meant",
    ),
    (
        &["stream"],
        "the name of your stream",
        "name the stream that is meant",
    ),
    (
        &["topic"],
        "the name of your topic",
        "name the topic that is meant",
    ),
    (
        &["queue"],
        "the name of your queue",
        "name the queue that is meant",
    ),
    (
        &["confluent"],
        "the ARN of Confluent's role",
        CONFLUENT_ROLE,
    ),
    (
        &["principal"],
        "the principal that you trust",
        CONFLUENT_ROLE,
    ),
    (
        &["role"],
        "the name or ARN of a role",
        "name the role that is meant",
    ),
];

const CONFLUENT_ROLE: &str =
    "take the ARN from whom you trust: Confluent gives it as `iam_role_arn`";

impl Subject {
    /// By the value's own words, else by the words of its place.
    pub(super) fn of(name: &str, context: &[&str]) -> Self {
        let found = std::iter::once(&name)
            .chain(context)
            .find_map(|text| Self::named(text));
        found.unwrap_or(Self {
            what: "a real value",
            help: "write the value that is meant, or remove the entry",
        })
    }

    fn named(text: &str) -> Option<Self> {
        let folded = text.to_ascii_lowercase();
        SUBJECTS
            .iter()
            .find(|(words, ..)| words.iter().any(|word| folded.contains(word)))
            .map(|&(_, what, help)| Self { what, help })
    }
}
