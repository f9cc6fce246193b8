using System.Text;
using System.Text.Json;
using UvRelease.Releases.Json;

namespace UvRelease.GitHub;

/// <summary>What GitHub's API says when it refuses (docs.github.com, "Troubleshooting the REST API").</summary>
public sealed class GitHubError
{
    private const int LongestReason = 300;
    private readonly List<string> codes = [];
    private readonly List<string> words = [];

    private GitHubError(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
            return;
        Hear(answer, "message");
        if (!answer.TryGetProperty("errors", out JsonElement details) || details.ValueKind != JsonValueKind.Array)
            return;
        foreach (JsonElement detail in details.EnumerateArray())
        {
            if (detail.ValueKind == JsonValueKind.String)
                words.Add(detail.GetString()!);
            else if (detail.ValueKind == JsonValueKind.Object)
            {
                if (detail.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.String)
                    codes.Add(code.GetString()!);
                if (!Hear(detail, "message") && codes.Count > 0)
                    words.Add(codes[^1]);
            }
        }
    }

    /// <summary>The words of GitHub, with the details, not too long; null for none.</summary>
    public string? Reason
    {
        get
        {
            string all = string.Join(": ", words.Where(word => word.Length > 0));
            return all.Length == 0 ? null : all[..Math.Min(all.Length, LongestReason)];
        }
    }

    /// <summary>The reason as a sentence, with a space in front; "" for none.</summary>
    public string Said => Reason is { } reason ? $" GitHub says: {reason}" : "";

    /// <summary>Reads it from an answer; empty where the answer is something else.</summary>
    public static async Task<GitHubError> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        Parse(await response.Content.ReadAsStringAsync(cancellationToken));

    /// <summary>Reads it from the text of an answer; empty where the answer is something else.</summary>
    public static GitHubError Parse(string text)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(LoneSurrogates.Replaced(Encoding.UTF8.GetBytes(text)));
            return new GitHubError(answer.RootElement);
        }
        catch (JsonException)
        {
            return new GitHubError(default);
        }
    }

    /// <summary>True when a detail has this code, such as <c>already_exists</c>.</summary>
    public bool Has(string code) => codes.Contains(code, StringComparer.Ordinal);

    /// <summary>True when the words speak of something.</summary>
    public bool Speaks(string of) => words.Any(word => word.Contains(of, StringComparison.OrdinalIgnoreCase));

    private bool Hear(JsonElement from, string name)
    {
        if (!from.TryGetProperty(name, out JsonElement text) || text.ValueKind != JsonValueKind.String)
            return false;
        words.Add(text.GetString()!);
        return true;
    }
}
