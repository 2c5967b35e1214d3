using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Responses;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

/// <summary>Which message a person answered.</summary>
public sealed class ResponseTests
{
    private static readonly JsonElement Raw = JsonDocument.Parse("{}").RootElement;

    [Theory, Engines]
    public async Task A_quoted_reply_and_a_press_belong_to_their_message_however_old_and_count_once(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        var older = await scene.OrderAsync(2);
        await scene.DispatchAsync(3);
        scene.Portal.Clock.Advance(TimeSpan.FromDays(2));
        var newer = await scene.OrderAsync(2);
        await scene.DispatchAsync(3);
        var answered = (await scene.MessagesAsync(older))[0];
        var quoting = Written(scene, 0, "About the older one") with { ContextMessageId = answered.Wamid };
        var press = quoting with { MessageId = "in2", Type = "button", Text = "Tell me more", Payload = "more" };
        await HandleAsync(scene, quoting, press, press with { Timestamp = press.Timestamp.AddMinutes(1) });
        await HandleAsync(scene, quoting, press);

        var counts = await CountAsync(scene, older);
        Assert.Equal((1, 1), (counts.Answered, counts.Replied));
        Assert.Equal([("Tell me more", 1)], counts.Pressed);
        Assert.Equal(0, (await CountAsync(scene, newer)).Answered);
        Assert.Equal(press.Timestamp, await scene.Portal.Database.ReadAsync(
            scene.Portal.TenantId, (db, t) => db.Set<MessageResponse>().Where(r => r.Kind == ResponseKind.Press).Select(r => r.At).SingleAsync(t), CancellationToken.None));
    }

    [Theory, Engines]
    public async Task What_quotes_nothing_answers_the_newest_message_of_a_day(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var older = await scene.OrderAsync(1);
        await scene.DispatchAsync(10);
        var newer = await scene.OrderAsync(1);
        await scene.DispatchAsync(3);
        await HandleAsync(scene, Written(scene, 0, "Yes please"));
        Assert.Equal((0, 1), ((await CountAsync(scene, older)).Answered, (await CountAsync(scene, newer)).Answered));

        var last = await scene.OrderAsync(1);
        await scene.DispatchAsync(3);
        scene.Portal.Clock.Advance(OrderResponses.Unquoted);
        await HandleAsync(scene, Written(scene, 0, "Too late to mean it"));
        Assert.Equal(0, (await CountAsync(scene, last)).Answered);
    }

    [Theory, Engines]
    public async Task A_stop_a_reaction_a_stranger_and_what_other_programs_sent_answer_nothing(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        var order = await scene.OrderAsync(1);
        await scene.DispatchAsync(3);
        var wamid = (await scene.OnlyMessageAsync(order)).Wamid;
        await HandleAsync(
            scene,
            Written(scene, 0, "STOP") with { ContextMessageId = wamid },
            Written(scene, 0, "👍") with { Type = "reaction", ContextMessageId = wamid },
            Written(scene, 0, "hello") with { ContextMessageId = "wamid.of another program" },
            Written(scene, 0, "hello") with { PhoneNumberId = "another number" },
            Written(scene, 0, "Tell me more") with { Type = "button", Payload = "more" },
            Written(scene, 1, "hello"));
        Assert.Equal(0, (await CountAsync(scene, order)).Answered);
    }

    [Theory, Engines]
    public async Task An_answer_may_come_before_the_answer_to_the_request(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        scene.Platform.OnTheWire = _ => HandleAsync(scene, Written(scene, 0, "That was quick"));
        await scene.DispatchAsync(3);
        Assert.Equal(1, (await CountAsync(scene, order)).Replied);
    }

    [Theory, Engines]
    public async Task Opt_outs_soon_after_a_message_are_counted_with_its_order(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(3);
        var order = await scene.OrderAsync(3);
        await scene.DispatchAsync(3);
        scene.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await scene.OptOutAsync(0);
        scene.Portal.Clock.Advance(OrderResponses.OptOutWithin);
        await scene.OptOutAsync(1);
        Assert.Equal(1, (await CountAsync(scene, order)).OptedOut);
    }

    private static InboundMessageEvent Written(DeliveryScene scene, int person, string text) => new("1001", "2001", scene.Portal.Clock.GetUtcNow())
    {
        MessageId = $"in{person}",
        Type = "text",
        From = DeliveryScene.Phone(person)[1..],
        Text = text,
        Raw = Raw,
    };

    private static Task HandleAsync(DeliveryScene scene, params InboundMessageEvent[] messages) => scene.WriteAsync((db, t) =>
    {
        var handler = scene.Portal.Services.GetServices<IWebhookHandler>().OfType<ResponseHandler>().Single();
        return handler.HandleAsync(new WebhookBatch(db, [.. messages.Where(handler.Handles)], new HashSet<string>(StringComparer.Ordinal)), t);
    });

    private static Task<ResponseCounts> CountAsync(DeliveryScene scene, SendOrderId order) =>
        scene.Portal.Get<OrderResponses>().CountAsync(scene.Portal.TenantId, order, CancellationToken.None);
}
