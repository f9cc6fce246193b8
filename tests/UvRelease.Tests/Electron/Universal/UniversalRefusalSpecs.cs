using UvRelease.Electron.Universal;
using UvRelease.Releases;
using UvRelease.Tests.Formats.MachO;
using Xunit;

namespace UvRelease.Tests.Electron.Universal;

public sealed class UniversalRefusalSpecs
{
    /// <summary>What is wrong with the app for arm64, and what is said of it.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "missing", "Only for x64: 'Contents/PkgInfo'" },
        { "extra", "Only for arm64: 'Contents/Resources/extra.txt'" },
        { "plain", "They differ in 'Contents/Resources/icon.icns'" },
        { "link", "must have the same links. They differ in 'Contents/Frameworks/Sample Framework.framework/Versions/Current'" },
        { "kind", "must have the same kinds of files. They differ in 'Contents/PkgInfo'" },
        { "same program", "'Contents/MacOS/Sample' is the same in both apps" },
        { "same processor", "both have a program for x86_64" },
        { "cut program", "it was cut short" },
        { "plist", "'Contents/Info.plist' must say the same in both apps, and differs in CFBundleName" },
        { "binary plist", "is a binary property list" },
        { "archive", "app.asar of the arm64 app is no asar archive to be trusted" },
        { "unpacked", "Only for arm64: 'Contents/Resources/app.asar.unpacked/lib/other.node'" },
        { "unpacked data", "'lib/model.bin' differs and is no program" },
        { "packed data", "'lib/main.js' differs and is no program" },
        { "no archive", "One app has its code in app.asar and the other has not" },
        { "no app", "is no app of macOS" },
        { "only", "is in that of the x64 app alone. Bring it into both, or name it in 'singleArchFiles'" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Apps_that_can_not_be_joined_are_refused_with_the_file(string mistake, string says)
    {
        using var folder = new TemporaryFolder();
        (SmallApp x64, SmallApp arm64) = (SmallApp.Write(folder, "x64"), SmallApp.Write(folder, "arm64"));
        Make(mistake, x64, arm64);
        var options = new UniversalOptions { SingleArchFiles = mistake == "only" ? null : "only-*.js" };
        ReleaseException refused =
            Assert.Throws<ReleaseException>(
            () => UniversalApp.Merge(x64.Path, arm64.Path, folder.At("ours.app"), options, null, TestContext.Current.CancellationToken));
        Assert.Equal(Fault.Input, refused.Fault);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["arm64", "x64"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_program_that_is_the_same_by_rule_stays()
    {
        using var folder = new TemporaryFolder();
        (SmallApp x64, SmallApp arm64) = (SmallApp.Write(folder, "x64"), SmallApp.Write(folder, "arm64"));
        Make("same program", x64, arm64);
        var options = new UniversalOptions { SingleArchFiles = "only-*.js", X64ArchFiles = "Contents/MacOS/{Sample,Other}" };
        UniversalReport report = UniversalApp.Merge(x64.Path, arm64.Path, folder.At("ours.app"), options, null, TestContext.Current.CancellationToken);
        Assert.Equal((4, 2), (report.Joined, report.Kept));
        Assert.Equal(File.ReadAllBytes(x64.At("Contents/MacOS/Sample")), File.ReadAllBytes(folder.At("ours.app", "Contents/MacOS/Sample")));
    }

    [Theory]
    [InlineData("*.node", "lib/a.node", true)]
    [InlineData("*.node", "lib/.node", false)]
    [InlineData("lib/*", "lib/a/b", false)]
    [InlineData("lib/**", "lib/a/b", true)]
    [InlineData("**/b.node", "lib/a/b.node", true)]
    [InlineData("**/b.node", "b.node", true)]
    [InlineData("**/b.node", ".hidden/b.node", false)]
    [InlineData("{a,b}-?.[jt]s", "x/b-1.ts", true)]
    [InlineData("a.js", "xa.js", false)]
    [InlineData("node_modules/**/*.{node,dylib}", "node_modules/@scope/x/y.dylib", true)]
    public void Patterns_mean_what_they_mean_to_electron_builder(string pattern, string path, bool matches) =>
        Assert.Equal(matches, new GlobPattern(pattern).Matches(path));

    [Theory]
    [InlineData("!(a|b)")]
    [InlineData("{a,b")]
    public void A_pattern_that_is_not_known_is_refused(string pattern) => Assert.Throws<ReleaseException>(() => new GlobPattern(pattern));

    [Theory]
    [InlineData("""{"main":"a.js","z":1}""", "{\"main\":\"index.js\",\"z\":1}\n", "index.js")]
    [InlineData("""{ "a": [ "x" ] }""", "{\"a\":[\"x\"],\"main\":\"index.js\"}\n", "index.js")]
    [InlineData("""{"type":"module","main":"a.mjs"}""", "{\"type\":\"module\",\"main\":\"index.cjs\"}\n", "index.cjs")]
    public void The_package_of_the_archive_that_chooses_names_its_script(string json, string expected, string script) =>
        Assert.Equal((expected, script), EntryArchive.Manifest(System.Text.Encoding.UTF8.GetBytes(json)));

    private static void Make(string mistake, SmallApp x64, SmallApp arm64)
    {
        switch (mistake)
        {
            case "missing": File.Delete(arm64.At("Contents/PkgInfo")); break;
            case "extra": arm64.Text("Contents/Resources/extra.txt", "x"); break;
            case "plain": arm64.Text("Contents/Resources/icon.icns", "another for this"); break;
            case "link":
                File.Delete(arm64.At("Contents/Frameworks/Sample Framework.framework/Versions/Current"));
                File.CreateSymbolicLink(arm64.At("Contents/Frameworks/Sample Framework.framework/Versions/Current"), "B");
                break;
            case "kind": arm64.Program("Contents/PkgInfo", 1); break;
            case "same program": File.Copy(x64.At("Contents/MacOS/Sample"), arm64.At("Contents/MacOS/Sample"), overwrite: true); break;
            case "same processor": File.WriteAllBytes(arm64.At("Contents/MacOS/Sample"), RawMachO.Thin(RawMachO.X64, 5000, 9)); break;
            case "cut program": File.WriteAllBytes(arm64.At("Contents/MacOS/Sample"), RawMachO.Thin(RawMachO.Arm64, 5000)[..4000]); break;
            case "plist": arm64.InfoPlist("Contents/Info.plist", "Other"); break;
            case "binary plist": arm64.Text("Contents/Info.plist", "bplist00"); break;
            case "archive": arm64.Text("Contents/Resources/app.asar", "no archive, but long enough"); break;
            case "unpacked": arm64.Program("Contents/Resources/app.asar.unpacked/lib/other.node", 8); break;
            case "unpacked data":
                foreach (SmallApp app in new[] { x64, arm64 })
                    app.Pack(app.Text("Contents/Resources/app.asar.unpacked/lib/model.bin", app.Path), "lib/model.bin", isUnpacked: true);
                break;
            case "packed data":
                foreach (SmallApp app in new[] { x64, arm64 })
                    app.Pack(app.Text("../main.js", app.Path), "lib/main.js", isUnpacked: false);
                break;
            case "no archive": File.Delete(arm64.At("Contents/Resources/app.asar")); break;
            case "no app": Directory.Delete(arm64.At("Contents"), recursive: true); break;
            case "only": break;
            default: throw new ArgumentOutOfRangeException(nameof(mistake), mistake, "No such mistake.");
        }
    }
}
