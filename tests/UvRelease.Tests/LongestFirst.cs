using UvRelease.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Xunit.TestCollectionOrderer(typeof(LongestFirst))]

namespace UvRelease.Tests;

/// <summary>Classes whose tests take longest begin first, so that the run does not end with one of them alone. The others keep their order.</summary>
internal sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Long =
    [
        typeof(Electron.Building.PackageSpecs), typeof(Electron.Building.BuildSpecs), typeof(Channels.ProcessKillSpecs),
            typeof(Electron.Universal.UniversalSpecs), typeof(Electron.Building.BuildErrorSpecs),
        typeof(Formats.Archives.ZipReaderSpecs), typeof(Changelog.Commits.NothingIsLostSpecs),
            typeof(Stores.MotoStoreSpecs), typeof(Changelog.Ranges.ShallowCloneSpecs), typeof(Electron.Deb.DebWriterSpecs),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Place)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        int place = Array.FindIndex(Long, type => collection.TestCollectionDisplayName.Contains(type.FullName! + " ", StringComparison.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
