using UvRelease.Releases.Json;

namespace UvRelease.Apple.Notarization;

/// <summary>Where a file may be uploaded, for twelve hours.</summary>
/// <param name="Id">The submission.</param>
/// <param name="AccessKey">Public part of the credentials.</param>
/// <param name="SecretKey">Secret part.</param>
/// <param name="SessionToken">Token that goes with them.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The object's key.</param>
internal sealed record NotaryUploadPlace(string Id, string AccessKey, string SecretKey, string SessionToken, string Bucket, string Key)
{
    // A record's own text would have the secrets in it.
    /// <inheritdoc/>
    public override string ToString() => $"{Bucket}/{Key}";
}

/// <summary>Reads the answers of the notary service ("Notary API", Apple). Every field that is used must be there and be what it should.</summary>
internal static class NotaryAnswers
{
    private const int LongestText = 16 * 1024, LongestKey = 1024;

    /// <summary>The answer to a submission.</summary>
    public static NotaryUploadPlace Place(JsonMapping answer)
    {
        JsonMapping data = Data(answer, null);
        JsonMapping attributes = data.Mapping("attributes");
        return new NotaryUploadPlace(Id(data), attributes.Text("awsAccessKeyId", Credential), attributes.Text("awsSecretAccessKey", Credential),
            attributes.Text("awsSessionToken", Credential), attributes.Text("bucket", BucketProblem), attributes.Text("object", KeyProblem));
    }

    /// <summary>The answer to the question for the status.</summary>
    public static NotaryStatus Status(JsonMapping answer, string id) => StatusOf(Data(answer, id).Mapping("attributes"));

    /// <summary>The answer to the question for the log: its address.</summary>
    public static Uri LogAddress(JsonMapping answer, string id)
    {
        JsonMapping attributes = Data(answer, id).Mapping("attributes");
        // The address carries a signature, so it is in no error.
        return new Uri(attributes.Text("developerLogUrl", text => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && NotaryOptions.IsSafe(url) ? null : "is no https address."));
    }

    /// <summary>A status by its word.</summary>
    public static NotaryStatus StatusOf(JsonMapping mapping)
    {
        string word = mapping.Text("status");
        return word switch
        {
            "In Progress" => NotaryStatus.InProgress,
            "Accepted" => NotaryStatus.Accepted,
            "Invalid" => NotaryStatus.Invalid,
            "Rejected" => NotaryStatus.Rejected,
            _ => throw mapping.Wrong("status", $"is '{(word.Length <= 40 ? word : word[..40] + "…")}', which is not known here."),
        };
    }

    /// <summary>True for an id of a submission.</summary>
    public static bool IsId(string text) => Guid.TryParseExact(text, "D", out _);

    private static JsonMapping Data(JsonMapping answer, string? id)
    {
        JsonMapping data = answer.Mapping("data");
        if (id is not null && !Id(data).Equals(id, StringComparison.OrdinalIgnoreCase))
            throw data.Wrong("id", $"is that of another submission than {id}.");
        return data;
    }

    private static string Id(JsonMapping data) => data.Text("id", text => IsId(text) ? null : "is no UUID.");

    private static string? Credential(string text) =>
        text.Length is > 0 and <= LongestText && text.All(char.IsAscii) && !text.Any(c => char.IsControl(c) || c == ' ') ? null : "is no credential.";

    // It becomes part of a host's name.
    private static string? BucketProblem(string text) => text.Length is >= 3 and <= 63 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && !text.StartsWith('.') && !text.EndsWith('.') && !text.Contains("..", StringComparison.Ordinal) ? null : "is no name of a bucket.";

    private static string? KeyProblem(string text) =>
        text.Length is > 0 and <= LongestKey && !text.StartsWith('/') && !text.Any(char.IsControl) && !text.Split('/').Any(part => part is "." or "..") ? null : "is no key of an object.";
}
