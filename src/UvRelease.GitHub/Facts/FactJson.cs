using System.Text.Json;
using System.Text.Json.Serialization;

namespace UvRelease.GitHub.Facts;

/// <summary>
/// Reads what gates decide on, without reflection. A field that is missing, null where it may not be, or says a word that is not known, is an error and never a
/// default.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(CheckPage))]
[JsonSerializable(typeof(StatusPage))]
[JsonSerializable(typeof(IssueFacts[]))]
[JsonSerializable(typeof(EnvironmentFacts))]
[JsonSerializable(typeof(ApprovalFacts[]))]
[JsonSerializable(typeof(RunFacts))]
[JsonSerializable(typeof(ReferenceFacts))]
internal sealed partial class FactJson : JsonSerializerContext;

/// <summary>Exactly words such as <c>in_progress</c>. The framework's converter also takes numbers, and several words at once.</summary>
internal sealed class SnakeCaseWords<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Words =
        Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()), StringComparer.Ordinal);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Words.TryGetValue(reader.GetString()!, out T value) ? value : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
}
