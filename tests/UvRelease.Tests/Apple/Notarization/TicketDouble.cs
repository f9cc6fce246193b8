using System.Text.Json;
using UvRelease.Tests.Stores;

namespace UvRelease.Tests.Apple.Notarization;

/// <summary>Apple's ticket service: CloudKit's lookup of public records, with the answers that it was seen to give. It needs no token, so one that comes is
/// a leak.</summary>
internal sealed class TicketDouble(TimeProvider clock) : StrictDouble(clock)
{
    private const string Path = "/database/1/com.apple.gk.ticket-delivery/production/public/records/lookup";

    /// <summary>Tickets by names.</summary>
    public Dictionary<string, byte[]> Tickets { get; } = [];

    /// <summary>The ticket under every other name; null for none.</summary>
    public byte[]? Any { get; set; }

    /// <summary>Questions until the tickets are there.</summary>
    public int Late { get; set; }

    protected override Answer Respond(Asked asked)
    {
        if (asked.Request.HttpMethod != "POST" || asked.Request.RawUrl != Path || asked.Request.ContentType != "application/json"
            || asked.Request.Headers["Authorization"] is not null)
            return Refuse(400, $"no lookup of records: {asked.What}");
        using var json = JsonDocument.Parse(asked.Body);
        if (json.RootElement.EnumerateObject().Count() != 1)
            return Refuse(400, "another request than a list of records");
        bool isThere = Late-- <= 0;
        string[] names = [.. json.RootElement.GetProperty("records").EnumerateArray().Select(record => record.EnumerateObject().Single().Value.GetString()!)];
        return new Answer(200, $$"""{"records":[{{string.Join(',', names.Select(name => Record(name, isThere)))}}]}""");
    }

    private string Record(string name, bool isThere) => isThere && Tickets.GetValueOrDefault(name, Any!) is { } ticket
        ? $$$"""
            {"recordName":"{{{name}}}","recordType":"DeveloperIDTicket","fields":{"signedTicket":{"value":"{{{Convert.ToBase64String(ticket)}}}",
            "type":"BYTES"}},
            "pluginFields":{},"recordChangeTag":"kj5y9gfa","created":{"timestamp":1613000000000,"userRecordName":"_d28c74b29f6f","deviceID":"2"},
            "modified":{"timestamp":1613000000000,"userRecordName":"_d28c74b29f6f","deviceID":"2"},"deleted":false}
            """
        : $$"""{"recordName":"{{name}}","reason":"Record not found","serverErrorCode":"NOT_FOUND"}""";
}
