namespace UvRelease.Releases;

/// <summary>A number and what it counts, for sentences: <c>1 file</c>, <c>2 files</c>.</summary>
public static class Quantity
{
    /// <summary>A number and its thing.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one is called; several get an s.</param>
    public static string Of(long count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";
}
