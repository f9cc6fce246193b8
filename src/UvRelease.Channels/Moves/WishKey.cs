using System.Text.Json;
using UvRelease.Channels.Logs;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Moves;

/// <summary>Names wishes, so that the same one again finds itself fulfilled.</summary>
internal static class WishKey
{
    /// <summary>The name of a wish: SHA-256, hexadecimal.</summary>
    /// <param name="request">The wish.</param>
    /// <param name="own">Writes what makes it another wish than those of the same action on the same channel.</param>
    public static string Of(MoveRequest request, Action<Utf8JsonWriter> own) => CanonicalJson.Digest(CanonicalJson.Write(json =>
    {
        json.WriteString("action", request.Action.Word());
        json.WriteString("app", request.App);
        json.WriteString("channel", request.Channel);
        own(json);
    }));
}
