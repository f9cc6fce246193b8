using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace UvRelease.Tests;

/// <summary>What a serializer makes of a record by reflection: the judge of formats that the project writes value by value.</summary>
internal static class Reflected
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonTypeInfo Of<T>() => Options.GetTypeInfo(typeof(T));

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";
}
