namespace WaPortal.Core.OptIns.Erasure;

/// <summary>
/// Every column that may hold something of a person, and what an erasure does about it: the one place where that is said. A test walks the model: a new encrypted
/// column, or a new table about people, must be named here.
/// </summary>
internal static class PersonalColumns
{
    /// <summary>Erased, by table and column.</summary>
    public static readonly IReadOnlyDictionary<string, string> Erased = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["contacts.phone_id"] = "row deleted at once",
        ["contacts.phone"] = "row deleted at once",
        ["contacts.name"] = "row deleted at once",
        ["contacts.language"] = "row deleted at once",
        ["contacts.region"] = "row deleted at once",
        ["contacts.attributes"] = "row deleted at once",
        ["contacts.time_zone"] = "row deleted at once",
        ["opt_in_list_members.contact_id"] = "row deleted at once",
        ["contact_words.contact_id"] = "row deleted with the contact",
        ["contact_words.word"] = "row deleted with the contact",
        ["contact_values.contact_id"] = "row deleted with the contact",
        ["contact_values.sort_key"] = "row deleted with the contact",
        ["contact_tags.contact_id"] = "row deleted with the contact",
        ["test_people.contact_id"] = "row deleted with the contact",
        ["consent_subjects.phone_id"] = "row deleted at once",
        ["consent_subjects.wrapped_key"] = "row deleted at once; nobody opens the evidence again",
        ["consent_states.phone_id"] = "row deleted at once",
        ["consent_source_keys.source_key"] = "row deleted at once: a message's id at WhatsApp has the number in it",
        ["person_aliases.alias_id"] = "row deleted at once",
        ["person_aliases.phone_id"] = "row deleted at once",
        ["messages.phone_id"] = "replaced by a random one",
        ["messages.caller_key"] = "emptied: whoever asked for the message chose it",
        ["messages.contact_id"] = "emptied",
        ["messages.payload"] = "emptied",
        ["messages.wamid"] = "replaced: it has the number in it",
        ["quota_uses.phone_id"] = "replaced by a random one",
        ["webhook_inbox.body"] = "row deleted when the body names the person",
        ["import_rejects.cells"] = "emptied when they name the person",
        ["form_submissions.phone_id"] = "emptied at once",
        ["form_submissions.details"] = "emptied at once",
        ["form_submissions.body_mac"] = "replaced at once: a keyed hash of the whole request, forgotten after thirty days",
        ["person_requests.phone_id"] = "emptied at the end",
        ["person_requests.details"] = "emptied at the end",
        ["person_erasures.phone"] = "emptied at the end",
        ["person_erasures.ids"] = "emptied at the end",
        ["suppressed_people.phone_id"] = "stays where the person had opted out: nothing but a keyed hash",
    };

    /// <summary>Bytes that are nobody's, or that nobody can read without the person's key.</summary>
    public static readonly IReadOnlyDictionary<string, string> Kept = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["api_keys.secret_hash"] = "of a program's key",
        ["api_keys.old_secret_hash"] = "of a program's key",
        ["api_requests.body_mac"] = "a keyed hash of a whole request, by which nobody is found; forgotten after thirty days",
        ["consent_ledger.subject_commit"] = "bound to the person's key, which is gone",
        ["consent_ledger.evidence"] = "sealed under the person's key, which is gone",
        ["consent_ledger.evidence_hash"] = "of what cannot be read",
        ["consent_ledger.prev_chain"] = "hash",
        ["consent_ledger.entry_hash"] = "hash",
        ["consent_ledger.chain_hash"] = "hash",
        ["consent_chain_heads.chain_hash"] = "hash",
        ["ledger_checkpoints.subtrees"] = "hashes",
        ["web_forms.secret"] = "of the form, not of a person",
        ["web_forms.old_secret"] = "of the form, not of a person",
        ["list_imports.completion"] = "a proof given for many rows, emptied when they are through",
    };
}
