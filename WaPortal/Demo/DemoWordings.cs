using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.Demo;

/// <summary>The words by which the people of the sample lists agreed: one judged and whole, one that lacks an element, one on its way.</summary>
internal sealed class DemoWordings(ManageWordings wordings)
{
    /// <summary>What the newsletter form's words are called.</summary>
    public const string News = "NEWS-2024";

    /// <summary>What the till's sign-up is called in lists.</summary>
    public const string Till = "TILL-2023";

    private static readonly ConsentPurpose[] OffersAndOrders = [ConsentPurpose.Marketing, ConsentPurpose.Utility];

    public async Task BuildAsync(Actor actor, CancellationToken token)
    {
        var news = await CreateAsync(
            actor, new("Newsletter form", News, OffersAndOrders, "en_GB", "I agree to get offers and order news from Casa Alba by WhatsApp. I can stop at any time.", "casaalba.example/newsletter, and at the checkout"), token);
        await JudgeAsync(actor, news, OptInRequirement.NamesBusiness, "Casa Alba", token);
        await JudgeAsync(actor, news, OptInRequirement.SaysWhatsApp, "by WhatsApp", token);
        await JudgeAsync(actor, news, OptInRequirement.ActiveAct, "They tick a box that is empty at first", token);
        await JudgeAsync(actor, news, OptInRequirement.SaysWhatComes, "offers and order news", token);
        await JudgeAsync(actor, news, OptInRequirement.HowToStop, "I can stop at any time", token);
        Check(await wordings.PublishAsync(actor, news, token));

        var till = await CreateAsync(actor, new("At the till", Till, OffersAndOrders, "en_GB", "Yes, Casa Alba may write to me about offers and my orders.", "Tablets at the till, Camden and Bristol"), token);
        await JudgeAsync(actor, till, OptInRequirement.NamesBusiness, "Casa Alba", token);
        Check(await wordings.JudgeAsync(actor, till, OptInRequirement.SaysWhatsApp, false, null, token));
        await JudgeAsync(actor, till, OptInRequirement.ActiveAct, "They press Yes on the tablet", token);
        await JudgeAsync(actor, till, OptInRequirement.SaysWhatComes, "offers and my orders", token);
        Check(await wordings.PublishAsync(actor, till, token));

        if (Check(await wordings.NewVersionAsync(actor, till, "TILL-2026", token)) is { } next)
        {
            Check(await wordings.SaveAsync(
                actor, next, new("At the till", "TILL-2026", OffersAndOrders, "en_GB", "Yes, Casa Alba may write to me on WhatsApp about offers and my orders. Reply STOP to end it.", "Tablets at the till, from spring on"), token));
        }

        await CreateAsync(actor, new("Club de clientes", "CLUB-ES-2", [ConsentPurpose.Marketing], "es", "Acepto recibir ofertas de Casa Alba por WhatsApp. Puedo darme de baja en cualquier momento.", "Ficha del club, tiendas de Francia"), token);
    }

    private async Task<WordingId> CreateAsync(Actor actor, WordingDraft draft, CancellationToken token) =>
        Check(await wordings.CreateAsync(actor, draft, token)) ?? throw new DemoFault("A wording was refused", draft.Code);

    private async Task JudgeAsync(Actor actor, WordingId id, OptInRequirement requirement, string place, CancellationToken token) =>
        Check(await wordings.JudgeAsync(actor, id, requirement, true, place, token));

    private static WordingId? Check(WordingResult result) => result switch
    {
        WordingResult.Done done => done.Id,
        WordingResult.Refused refused => throw new DemoFault("A wording was refused", refused.Errors.Values),
        _ => null,
    };
}
