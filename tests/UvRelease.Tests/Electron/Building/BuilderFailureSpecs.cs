using UvRelease.Electron.Building;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Electron.Building;

/// <summary>
/// Lines of npm, pnpm, yarn, makensis and electron-builder as they print them. Where electron-builder says it, its own sources are asked whether it still does.
/// What BuildErrorSpecs makes happen for real isn't repeated here.
/// </summary>
public class BuilderFailureSpecs
{
    public static TheoryData<string, string, Fault, string?> Lines => new()
    {
        { "npm error code EINTEGRITY", "is not what the lockfile says", Fault.Input, null },
        { "npm error code ENOTFOUND\nnpm error network request to https://registry.example/x failed",
            "npm could not load a package (ENOTFOUND)", Fault.Environment, null },
        { " ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with \"frozen-lockfile\"", "pnpm-lock.yaml do not agree", Fault.Input, null },
        {
            "➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.", "yarn.lock do not agree", Fault.Input, null
        },
        { "error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.", "yarn.lock do not agree", Fault.Input, null },
        { "⨯ Request failed: 404 /7zip@1.0.0/7zip-linux-x64.tar.gz", "wanted to download 7-Zip (7zip-linux-x64.tar.gz)",
            Fault.Environment, "7zip-linux-x64.tar.gz" },
        { "/fpm@2.1.4/fpm-1.17.0-ruby-3.4.3-linux-amd64.7z", "wanted to download fpm", Fault.Environment, "fpm-1.17.0-ruby-3.4.3-linux-amd64.7z" },
        { "/appimage@1.0.3/appimage-tools-runtime-20251108.tar.gz", "wanted to download its AppImage tools",
            Fault.Environment, "appimage-tools-runtime-20251108.tar.gz" },
        { "/nsis-3.0.4.1/nsis-3.0.4.1.7z", "wanted to download NSIS", Fault.Environment, "nsis-3.0.4.1.7z" },
        { "/winCodeSign-2.6.0/winCodeSign-2.6.0.7z", "wanted to download signing tools", Fault.Input, "winCodeSign-2.6.0" },
        { "⨯ /opt/electron-packaging process failed 2\nError output:\nelectron-packaging (2): 'Ä' can't be the name. Set deb.packageName.",
            "'Ä' can't be the name. Set deb.packageName.", Fault.Input, null },
        { "Error output:\nelectron-packaging (3): The program 'xz' is missing.", "The program 'xz' is missing.", Fault.Environment, null },
        { " - configuration.linux should be one of these:\n   object { … } | null\n   Details:\n    * configuration.linux has an unknown property "
            + "'packageName'. These properties are valid:", "wrong: configuration.linux has an unknown property 'packageName'", Fault.Input, null },
        { " - configuration.asar should be one of these:\n   boolean | object { … } | null\n   -> Whether to package.",
            "wrong: configuration.asar should be one of these: boolean | object { … } | null. See", Fault.Input, null },
        { "  ⨯ getaddrinfo EAI_AGAIN github.com  failedTask=build", "could not reach github.com", Fault.Environment, null },
        { "Plugin not found, cannot call StdUtils::TestParameter", "calls StdUtils::TestParameter of an NSIS plugin", Fault.Environment, null },
        { "!include: error in script: \"build/installer.nsh\" on line 2\nError in script \"<stdin>\" on line 83 -- aborting creation process",
            "makensis does not compile the installer: !include: error in script: \"build/installer.nsh\" on line 2", Fault.Input, null },
        { "⨯ cannot access `pwsh` and `wine` locally", "wanted to start wine", Fault.Environment, "wine" },
        { "⨯ sips process failed ENOENT", "runs on macOS alone", Fault.Input, "sips" },
        { "⨯ @electron/universal is only supported on darwin platforms", "runs on macOS alone", Fault.Input, null },
        { "⨯ Please specify author 'email' in the application package.json", "package.json lacks 'author'", Fault.Input, "Please specify author 'email'" },
        { "⨯ Please specify project homepage, see https://www.electron.build/configuration",
            "package.json lacks 'homepage'", Fault.Input, "Please specify project homepage" },
        { "⨯ cannot find specified resource \"build/logo.png\", nor relative to", "is not there: build/logo.png",
            Fault.Input, "cannot find specified resource" },
        { "Error: ENOSPC: no space left on device, write", "The disk is full", Fault.Environment, null },
        { "Error: Cannot find module 'left-pad'", "does not find the module 'left-pad'", Fault.Input, null },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void What_a_program_says_becomes_a_sentence_with_its_mend(string output, string said, Fault fault, string? inSources)
    {
        ReleaseException failure = BuilderFailure.Of("  • building\n" + output, "it ended with code 1");
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Equal(fault, failure.Fault);
        if (inSources is not null)
            Assert.NotEmpty(SampleProject.Run("grep", "-rlF", "--include=*.js", inSources,
                Path.Combine(SourceTree.At("tools", "electron-builder"), "node_modules", "app-builder-lib", "out"),
                Path.Combine(SourceTree.At("tools", "electron-builder"), "node_modules", "dmg-builder")));
    }

    [Fact]
    public void What_is_not_known_keeps_its_first_error_line_and_is_an_error_of_the_environment()
    {
        ReleaseException failure = BuilderFailure.Of("  • packaging\n\u001b[31m  ⨯ \u001b[0mthe moon is in the wrong place\nmore",
            "electron-builder ended with code 1");
        Assert.Equal("electron-builder ended with code 1: ⨯ the moon is in the wrong place. Its whole output is in the log above.", failure.Message);
        Assert.Equal(Fault.Environment, failure.Fault);
    }
}
