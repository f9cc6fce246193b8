using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Apple.Notarization;

/// <summary>Apple's service of tickets, which hands them out to everybody: a public database of CloudKit ("Fetching records by record name", CloudKit web services).</summary>
/// <param name="options">Address, clock and patience.</param>
public sealed class TicketService(NotaryOptions options) : IDisposable
{
    private const string Path = "/database/1/com.apple.gk.ticket-delivery/production/public/records/lookup";
    private const int LargestTicket = 1 << 20;
    private readonly AppleService service = new("Apple's ticket service", options);

    /// <summary>Gets the ticket of code that was notarized. It is there some seconds or minutes after the verdict.</summary>
    /// <param name="names">Names of the code (<see cref="TicketName"/>); a ticket must be there under each.</param>
    /// <param name="limit">How long to wait for it.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The ticket under the first name: one ticket is for all that was submitted together.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is none within the limit, or the service is not reached, refuses, or answers what
    /// can't be believed.</exception>
    public async Task<byte[]> LookupAsync(IReadOnlyList<string> names, TimeSpan limit, CancellationToken cancellation)
    {
        if (names.Count == 0 || !names.All(TicketName.IsOne))
            throw new ArgumentException("These are no names of tickets.", nameof(names));
        var request = new AppleRequest(HttpMethod.Post, new Uri(options.TicketAddress, Path)) { Json = Question(names), LongestAnswer = (2 * LargestTicket * names.Count) + LargestTicket };
        long start = options.Time.GetTimestamp();
        for (int number = 1; ; number++)
        {
            IReadOnlyList<byte[]?> tickets = await service.ReadAsync(request, answer => Tickets(answer, names), cancellation);
            int missing = tickets.ToList().IndexOf(null);
            if (missing < 0)
                return tickets[0]!;
            TimeSpan pause = options.Pause(number);
            if (options.Time.GetElapsedTime(start) + pause > limit)
                throw service.Bad($"has no ticket under {names[missing]} within {limit.TotalMinutes:0.#} minutes",
                    "Notarize this very code: a signature that was made anew has another name. If it was accepted just now, run this again");
            options.Progress?.Report($"{service.Name} has no ticket yet. Asking again in {pause.TotalSeconds:0} s.");
            await Task.Delay(pause, options.Time, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => service.Dispose();

    private static byte[] Question(IReadOnlyList<string> names) => AppleService.Json(json =>
    {
        json.WriteStartArray("records");
        foreach (string name in names)
        {
            json.WriteStartObject();
            json.WriteString("recordName", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static IReadOnlyList<byte[]?> Tickets(JsonMapping answer, IReadOnlyList<string> names)
    {
        IReadOnlyList<JsonMapping> records = answer.Mappings("records");
        if (records.Count != names.Count)
            throw answer.Wrong("records", $"has {records.Count} entries for {names.Count} names.");
        return [.. names.Select(name => Ticket(records.FirstOrDefault(record => record.Text("recordName") == name)
            ?? throw answer.Wrong("records", $"has nothing under {name}.")))];
    }

    private static byte[]? Ticket(JsonMapping record)
    {
        if (record.TextIfThere("serverErrorCode") is { } code)
            return code == "NOT_FOUND" ? null : throw record.Wrong("serverErrorCode", $"is '{(code.Length <= 60 ? code : code[..60] + "…")}'.");
        JsonMapping field = record.Mapping("fields").Mapping("signedTicket");
        if (field.Text("type") is not "BYTES")
            throw field.Wrong("type", "is not BYTES.");
        byte[] ticket = [];
        field.Text("value", text => text.Length <= 2 * LargestTicket && TryDecode(text, out ticket) ? null : "is no ticket in base64.");
        return ticket;
    }

    private static bool TryDecode(string text, out byte[] ticket)
    {
        byte[] place = new byte[text.Length];
        bool isGood = Convert.TryFromBase64String(text, place, out int length) && length is > 0 and <= LargestTicket;
        ticket = place[..(isGood ? length : 0)];
        return isGood;
    }
}
