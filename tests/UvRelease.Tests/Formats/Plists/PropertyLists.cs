using System.Text;
using UvRelease.Formats;
using UvRelease.Formats.Plists;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Formats.Plists;

/// <summary>Reads property lists for specs.</summary>
internal static class PropertyLists
{
    /// <summary>Reads one.</summary>
    public static PropertyListValue Read(byte[] bytes, PropertyListLimits? limits = null) =>
        PropertyList.Read(CheckedReader.Of(bytes, "x.plist", PropertyList.Kind), limits);

    /// <summary>Reads XML: what is between the tags of plist.</summary>
    public static PropertyListValue Xml(string value) => Read(Encoding.UTF8.GetBytes($"<plist>{value}</plist>"));

    /// <summary>Holds that one is refused, with a place and a whole sentence.</summary>
    public static void Refused(byte[] bytes, string says, PropertyListLimits? limits = null)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => Read(bytes, limits));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Matches(@"^x\.plist is no property list to be trusted: at (offset \d+|line \d+, column \d+), .+\. Write it anew\.$", error.Message);
    }
}
