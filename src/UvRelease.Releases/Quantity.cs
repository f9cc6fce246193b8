namespace UvRelease.Releases;

/// <summary>A number and what it counts, for sentences: <c>1 file</c>, <c>2 files</c>.</summary>
public static class Quantity
{
    /// <summary>A number and its thing.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one is called; several get an s.</param>
    public static string Of(long count, string one) => Of(count, one, one + "s");

    /// <summary>A number and its thing.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one is called.</param>
    /// <param name="several">What several are called.</param>
    public static string Of(long count, string one, string several) => count == 1 ? $"1 {one}" : $"{count} {several}";
}
