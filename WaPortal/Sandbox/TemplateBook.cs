using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>The templates of the account with the rules about creating, editing and deleting them.</summary>
internal sealed class TemplateBook
{
    private const int MostTemplates = 6000;
    private const int MostCreationsAnHour = 100;
    private const long FirstId = 1500000000000001;
    private static readonly TimeSpan NameLock = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly SandboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ISandboxStore _store;
    private readonly TemplateWebhooks _webhooks;
    private readonly SortedDictionary<string, SandboxTemplate> _templates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _lockedUntil = [];
    private readonly Queue<DateTimeOffset> _creations = new();
    private long _nextId = FirstId;

    public TemplateBook(SandboxOptions options, TimeProvider time, ISandboxStore store, TemplateWebhooks webhooks)
    {
        (_options, _time, _store, _webhooks) = (options, time, store, webhooks);
        foreach (var (id, body) in store.Load("template"))
        {
            _templates[id] = JsonSerializer.Deserialize<SandboxTemplate>(body)!;
            _nextId = Math.Max(_nextId, long.Parse(id, CultureInfo.InvariantCulture) + 1);
        }

        foreach (var (key, body) in store.Load("name_lock"))
            _lockedUntil[key] = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(body, CultureInfo.InvariantCulture));
        foreach (var (_, body) in store.Load("next_template")) _nextId = Math.Max(_nextId, long.Parse(body, CultureInfo.InvariantCulture));
    }

    public GraphAnswer Create(JsonObject payload)
    {
        var category = payload.Upper("category");
        var named = payload.Upper("parameter_format") == "NAMED";
        if (TemplateShape.CheckIdentity(payload) is { } wrongIdentity) return wrongIdentity;
        if (TemplateShape.CheckContent(payload["components"] as JsonArray, category, named) is { } wrongContent) return wrongContent;
        var name = payload.Text("name")!;
        var language = payload.Text("language")!;
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            while (_creations.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromHours(1)) _creations.Dequeue();
            if (_creations.Count >= MostCreationsAnHour) return GraphErrors.Of(80008);
            if (_templates.Count >= MostTemplates) return GraphErrors.InvalidTemplate(2388019, "Template limit exceeded", "The account has as many templates as it may have.");
            if (_templates.Values.Any(template => template.Name == name && template.Language == language))
                return GraphErrors.InvalidTemplate(2388024, "Content in this language already exists", $"There is already {language} content for this template. Create a new template and try again.");
            if (_templates.Values.FirstOrDefault(template => template.Name == name) is { } sibling && sibling.Category != category)
                return GraphErrors.InvalidTemplate(null, "Category differs", $"The template {name} has the category {sibling.Category} in its other languages.", "category");
            if (_lockedUntil.TryGetValue(Key(name, language), out var until) && until > now)
                return GraphErrors.InvalidTemplate(2388023, "Message template language is being deleted", $"New {language} content can't be added while the existing content is being deleted. Try again in {Math.Ceiling((until - now).TotalDays / 7)} weeks or create a new template.");

            _creations.Enqueue(now);
            var created = new SandboxTemplate
            {
                Id = (_nextId++).ToString(CultureInfo.InvariantCulture),
                Name = name,
                Language = language,
                Category = category,
                ParameterFormat = named ? "NAMED" : "POSITIONAL",
                Components = (JsonArray)payload["components"]!.DeepClone(),
                TimeToLive = (int?)payload["message_send_ttl_seconds"].AsNumber(),
                CreatedAt = now,
                UpdatedAt = now,
                ReviewAt = now + _options.ReviewDelay,
            };
            UpperCase(created.Components);
            _templates[created.Id] = created;
            _store.Write([created.Stored(), new StoredChange("next_template", "0", _nextId.ToString(CultureInfo.InvariantCulture))]);
            return GraphAnswer.Ok(new JsonObject { ["id"] = created.Id, ["status"] = created.Status, ["category"] = created.Category });
        }
    }

    public GraphAnswer Edit(string id, JsonObject payload)
    {
        lock (_gate)
        {
            if (!_templates.TryGetValue(id, out var template)) return GraphErrors.UnknownObject("POST", id);
            if (payload.ContainsKey("name") || payload.ContainsKey("language"))
                return GraphErrors.InvalidTemplate(null, "Cannot be edited", "The name and the language of a template cannot be edited.");
            var now = _time.GetUtcNow();
            var day = template.ApprovedEdits.Count(at => now - at < TimeSpan.FromHours(24));
            var month = template.ApprovedEdits.Count(at => now - at < TimeSpan.FromDays(30));
            if (template.Status is not ("APPROVED" or "REJECTED" or "PAUSED") || (template.Status == "APPROVED" && (day >= 1 || month >= 10)))
                return GraphErrors.InvalidTemplate(2388039, "Message template cannot be edited", "The template is in review, or was edited as often as an approved template may be: once in 24 hours and ten times in 30 days.");
            var category = payload["category"] is null ? template.Category : payload.Upper("category");
            if (template.Status == "APPROVED" && category != template.Category)
                return GraphErrors.InvalidTemplate(null, "Category cannot be edited", "The category of an approved template cannot be edited.", "category");
            var named = payload["parameter_format"] is null ? template.IsNamed : payload.Upper("parameter_format") == "NAMED";
            var components = payload["components"] as JsonArray ?? template.Components;
            if (TemplateShape.CheckContent(components, category, named) is { } wrong) return wrong;

            if (template.Status == "APPROVED") template.ApprovedEdits.Add(now);
            template.Category = category;
            template.ParameterFormat = named ? "NAMED" : "POSITIONAL";
            template.Components = (JsonArray)components.DeepClone();
            UpperCase(template.Components);
            if (payload["message_send_ttl_seconds"].AsNumber() is { } seconds) template.TimeToLive = (int)seconds;
            template.Status = "PENDING";
            template.PausedUntil = null;
            template.UpdatedAt = now;
            template.ReviewAt = now + _options.ReviewDelay;
            _webhooks.ComponentsChanged(template);
            _store.Write([template.Stored()]);
            return GraphAnswer.Success();
        }
    }

    public GraphAnswer Delete(string? name, string? id, IReadOnlyList<string>? ids)
    {
        lock (_gate)
        {
            if (ids is not null && (name is not null || id is not null || ids.Count is 0 or > 100))
                return GraphErrors.Of(100, "hsm_ids takes 1 to 100 ids and stands alone.");
            if (ids is null && name is null) return GraphErrors.Of(100, "The parameter name is required.");
            var found = ids is not null ? [.. ids.Select(one => _templates.GetValueOrDefault(one))]
                : _templates.Values.Where(template => template.Name == name && (id is null || template.Id == id)).ToList<SandboxTemplate?>();
            if (found.Count == 0 || found.Contains(null))
                return GraphErrors.InvalidTemplate(null, "Message template not found", "There is no such template.", "name");
            if (found.Any(template => template!.Status == "DISABLED"))
                return GraphErrors.InvalidTemplate(null, "Message template cannot be deleted", "A disabled template cannot be deleted.");
            foreach (var template in found.OfType<SandboxTemplate>()) Remove(template);
            return GraphAnswer.Success();
        }
    }

    public GraphAnswer Unpause(string id)
    {
        lock (_gate)
        {
            if (!_templates.TryGetValue(id, out var template)) return GraphErrors.UnknownObject("POST", id);
            if (template.Status != "PAUSED") return GraphErrors.Of(100, "The template is not paused.");
            Move(template, "APPROVED", "NONE", ("UNPAUSE", "Template is active again."));
            return GraphAnswer.Ok(new JsonObject { ["success"] = true, ["reason"] = "" });
        }
    }

    /// <summary>Puts templates into the archive or takes them out, all or none.</summary>
    public GraphAnswer Shelve(IReadOnlyList<string> ids, bool archive)
    {
        lock (_gate)
        {
            if (ids.Count is 0 or > 100) return GraphErrors.Of(100, "hsm_ids takes 1 to 100 ids.");
            var found = ids.Select(id => _templates.GetValueOrDefault(id)).ToList();
            if (found.Contains(null)) return GraphErrors.InvalidTemplate(null, "Message template not found", "There is no such template.", "hsm_ids");
            if (found.Any(template => archive ? template!.Status is not ("APPROVED" or "REJECTED") : template!.Status != "ARCHIVED"))
                return GraphErrors.InvalidTemplate(null, "Cannot be archived", archive ? "Only approved and rejected templates can be archived." : "The template is not archived.", "hsm_ids");
            foreach (var template in found.OfType<SandboxTemplate>())
            {
                if (archive)
                {
                    template.BeforeArchive = template.Status;
                    Move(template, "ARCHIVED", "NONE");
                }
                else
                {
                    Move(template, template.BeforeArchive ?? "APPROVED", "NONE", webhookEvent: "UNARCHIVED");
                }
            }

            return GraphAnswer.Success();
        }
    }

    public JsonObject? Find(string id, string origin = "")
    {
        lock (_gate) return _templates.GetValueOrDefault(id)?.ToGraph(origin, _time.GetUtcNow());
    }

    /// <summary>Looks at a template while nobody changes it.</summary>
    public T Read<T>(string name, string language, Func<SandboxTemplate?, T> read)
    {
        lock (_gate) return read(_templates.Values.FirstOrDefault(template => template.Name == name && template.Language == language));
    }

    /// <summary>Documents for reading, taken while nobody changes them.</summary>
    public IReadOnlyList<JsonObject> Documents(string origin = "")
    {
        lock (_gate) return [.. _templates.Values.Select(template => template.ToGraph(origin, _time.GetUtcNow()))];
    }

    /// <summary>Decides what is due: reviews, and pauses that lapse.</summary>
    public void Advance(ITemplateReviewer reviewer)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var template in _templates.Values)
            {
                if (template.Status == "PENDING" && template.ReviewAt <= now)
                {
                    var verdict = reviewer.Review(template.Payload());
                    if (verdict.RejectedReason is null) Move(template, "APPROVED", "NONE");
                    else Move(template, "REJECTED", verdict.RejectedReason, verdict: verdict);
                }
                else if (template.Status == "PAUSED" && template.PausedUntil <= now)
                {
                    Move(template, "APPROVED", "NONE", ("UNPAUSE", "Template is active again."));
                }
            }
        }
    }

    /// <summary>A decision from outside, as a reviewer or the platform's quality control would make it.</summary>
    public string? Decide(string id, string @event, string? reason, string? category)
    {
        lock (_gate)
        {
            if (!_templates.TryGetValue(id, out var template)) return "There is no template with this id.";
            switch (@event)
            {
                case "APPROVED" or "REINSTATED" or "UNARCHIVED":
                    if (category is not null && category != template.Category)
                    {
                        _webhooks.CategoryChanged(template, category);
                        template.Category = category;
                    }

                    Move(template, "APPROVED", "NONE", template.Status == "PAUSED" ? ("UNPAUSE", "Template is active again.") : null, webhookEvent: @event);
                    return null;
                case "REJECTED":
                    Move(template, "REJECTED", reason ?? "INVALID_FORMAT", verdict: new ReviewVerdict(reason ?? "INVALID_FORMAT", "The reviewer found a fault.", "Change the text and submit it again."));
                    return null;
                case "PAUSED":
                    Pause(template);
                    return null;
                case "DISABLED":
                    Move(template, "DISABLED", reason ?? "NONE", ("DISABLED", "Template disabled because of repeated negative feedback."));
                    return null;
                case "PENDING" or "ARCHIVED" or "IN_APPEAL" or "LIMIT_EXCEEDED" or "PENDING_DELETION":
                    template.ReviewAt = null;
                    Move(template, @event, reason ?? "NONE");
                    return null;
                case "FLAGGED" or "LOCKED":
                    _webhooks.StatusChanged(template, @event, reason ?? "NONE");
                    return null;
                case "DELETED":
                    Remove(template);
                    return null;
                case "GREEN" or "YELLOW" or "RED" or "UNKNOWN":
                    _webhooks.QualityChanged(template, @event);
                    template.Quality = @event;
                    _store.Write([template.Stored()]);
                    if (@event == "RED") Pause(template);
                    return null;
                default:
                    return "event is a template event (APPROVED, REJECTED, PAUSED, DISABLED, FLAGGED, ...) or a quality (GREEN, YELLOW, RED, UNKNOWN).";
            }
        }
    }

    // Quality pauses last three hours, then six; the third time the template is lost.
    private void Pause(SandboxTemplate template)
    {
        template.Pauses++;
        if (template.Pauses >= 3)
        {
            Move(template, "DISABLED", "NONE", ("DISABLED", "Template disabled because of repeated negative feedback."));
            return;
        }

        var hours = template.Pauses == 1 ? 3 : 6;
        template.PausedUntil = _time.GetUtcNow().AddHours(hours);
        Move(template, "PAUSED", "NONE", (template.Pauses == 1 ? "FIRST_PAUSE" : "SECOND_PAUSE", $"Template paused for {hours} hours because of low quality."));
    }

    private void Move(
        SandboxTemplate template, string status, string reason, (string Title, string Description)? info = null, ReviewVerdict? verdict = null, string? webhookEvent = null)
    {
        template.Status = status;
        template.RejectedReason = status == "REJECTED" ? reason : "NONE";
        template.WasApproved |= status == "APPROVED";
        template.ReviewAt = status == "PENDING" ? template.ReviewAt : null;
        if (status != "PAUSED") template.PausedUntil = null;
        template.UpdatedAt = _time.GetUtcNow();
        _webhooks.StatusChanged(template, webhookEvent ?? status, reason, info, verdict, template.Stored());
    }

    private void Remove(SandboxTemplate template)
    {
        _templates.Remove(template.Id);
        var changes = new List<StoredChange> { new("template", template.Id, null) };
        if (template.WasApproved)
        {
            var until = _time.GetUtcNow() + NameLock;
            _lockedUntil[Key(template.Name, template.Language)] = until;
            changes.Add(new StoredChange("name_lock", Key(template.Name, template.Language), until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        }

        _webhooks.StatusChanged(template, "DELETED", null, null, null, [.. changes]);
    }

    private static string Key(string name, string language) => name + "\n" + language;

    // Reads answer in upper case whatever the case was on the way in.
    private static void UpperCase(JsonArray components)
    {
        foreach (var component in components.OfType<JsonObject>())
        {
            component["type"] = component.Upper("type");
            if (component["format"] is not null) component["format"] = component.Upper("format");
            foreach (var button in component.Objects("buttons")) button["type"] = button.Upper("type");
            foreach (var card in component.Objects("cards")) UpperCase(card["components"] as JsonArray ?? []);
        }
    }
}
