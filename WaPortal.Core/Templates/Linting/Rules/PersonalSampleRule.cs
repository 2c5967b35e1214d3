using System.Text.RegularExpressions;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Samples are read by reviewers: real people's data has no place in them.</summary>
internal sealed partial class PersonalSampleRule : TemplateRule
{
    private static readonly RuleInfo Personal = RuleInfo.Advice(
        "param.example_personal", "Template review: samples hold no personal data", "Samples are read by the platform's reviewers; a real person's data must not be in them.");

    public override IReadOnlyList<RuleInfo> Rules => [Personal];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var component in template.AllComponents)
        {
            Walk(component.Example["body_text"], findings);
            Walk(component.Example["header_text"], findings);
            Walk(component.Example["body_text_named_params"], findings);
            Walk(component.Example["header_text_named_params"], findings);
            foreach (var button in component.Buttons.Where(b => b.Type is "URL" or "COPY_CODE")) Walk(button.Json["example"], findings);
        }
    }

    private static void Walk(JsonCursor at, FindingList findings)
    {
        if (at.Text is { } text && Kind(text) is { } kind)
            findings.Add(Personal, at, $"This sample looks like {kind} of a real person. Use an invented one, such as anna@example.com or +1 555 010 0123.");
        foreach (var item in at.Items) Walk(item["example"].Exists ? item["example"] : item, findings);
    }

    private static string? Kind(string text)
    {
        if (Email().Matches(text).Any(m => !IsReserved(m.Groups[1].Value))) return "the e-mail address";
        if (Iban().Matches(text).Any(m => IsIban(m.Value))) return "the bank account";
        if (Digits().Matches(text).Any(m => IsCard(m.Value))) return "the card number";
        return Phone().Matches(text).Any(m => IsPhone(m.Value)) ? "the phone number" : null;
    }

    // RFC 2606 and RFC 6761.
    private static bool IsReserved(string domain) =>
        domain.Split('.') is var parts && (parts[^1] is "example" or "test" or "invalid" or "localhost" || (parts.Length > 1 && parts[^2] == "example" && parts[^1] is "com" or "org" or "net"));

    private static bool IsIban(string text)
    {
        var iban = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (iban.Length is < 15 or > 34) return false;
        var rest = 0;
        foreach (var c in iban[4..] + iban[..4])
        {
            var value = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest == 1;
    }

    private static bool IsCard(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(c => c - '0').ToList();
        if (digits.Count is < 13 or > 19 || digits[0] is not (3 or 4 or 5 or 6)) return false;
        var sum = digits.AsEnumerable().Reverse().Select((digit, i) => i % 2 == 0 ? digit : (digit * 2 / 10) + (digit * 2 % 10)).Sum();
        return sum % 10 == 0;
    }

    // Ranges that regulators keep for films and books, and numbers that are plainly made up.
    private static bool IsPhone(string text)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length is < 9 or > 15) return false;
        var invented = Fiction().IsMatch(digits) || digits.Distinct().Count() <= 3 || digits.Contains("123456", StringComparison.Ordinal);
        return !invented;
    }

    [GeneratedRegex(@"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,4})?\b", RegexOptions.CultureInvariant)]
    private static partial Regex Iban();

    [GeneratedRegex(@"\b\d(?:[ -]?\d){12,18}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    // With a plus, so that order and tracking numbers are left alone.
    [GeneratedRegex(@"\+\d(?:[ ().-]{0,2}\d){8,14}", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();

    [GeneratedRegex(@"^(?:1?\d{0,3}55501\d{2}|44(?:7700900\d{3}|2079460\d{3}|1632960\d{3}|1\d{2}4960\d{3}|8081570\d{3}|9098790\d{3})|61(?:2|3|7|8)(?:5550|7010)\d{4}|6149157\d{4}|49(?:30|40|221|89|69)\d*(?:23125|9000)\d*|33(?:1|2|3|4|5)(?:99|6191|5301|6571|2619)\d*|336399[89]\d{4}|1555\d{7})$", RegexOptions.CultureInvariant)]
    private static partial Regex Fiction();
}
