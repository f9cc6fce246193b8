using System.Buffers.Binary;
using UvRelease.Electron.Nsis;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Electron.Nsis;

public class NsisInstallerSpecs
{
    private static async Task<string> CompileAsync(TemporaryFolder folder, string head = "", bool withUninstaller = true)
    {
        folder.Write("payload.txt", new string('p', 50_000));
        string script = folder.Write("a.nsi", $"""
            Unicode true
            Name "Sample"
            OutFile "setup.exe"
            InstallDir "$TEMP\sample"
            SetCompressor zlib
            {head}
            Section
              SetOutPath "$INSTDIR"
              File "payload.txt"
              {(withUninstaller ? "WriteUninstaller \"$INSTDIR\\uninstall.exe\"" : "")}
            SectionEnd
            {(withUninstaller ? "Section Uninstall\n  Delete \"$INSTDIR\\payload.txt\"\nSectionEnd" : "")}
            """);
        await OutsideProgram.RunAsync(folder.Path, "makensis", "-V1", "-INPUTCHARSET", "UTF8", script);
        return folder.At("setup.exe");
    }

    private static Task ExtractAsync(string installer, string uninstaller) =>
        NsisInstaller.ExtractUninstallerAsync(installer, uninstaller, TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("")]
    [InlineData("CRCCheck off")]
    [InlineData("CRCCheck force")]
    [InlineData("SetCompress off")]
    [InlineData("Icon \"${NSISDIR}/Contrib/Graphics/Icons/modern-install.ico\"\nUninstallIcon \"${NSISDIR}/Contrib/Graphics/Icons/modern-uninstall.ico\"")]
    public async Task The_uninstaller_of_a_real_installer_is_a_program_of_NSIS_with_a_right_checksum(string head)
    {
        OutsideProgram.Needs("makensis");
        using var folder = new TemporaryFolder();
        await ExtractAsync(await CompileAsync(folder, head), folder.At("uninstall.exe"));
        Assert.Contains("Nsis", await OutsideProgram.RunAsync(folder.Path, "7zz", "l", folder.At("uninstall.exe")), StringComparison.Ordinal);
        Assert.Contains("Everything is Ok", await OutsideProgram.RunAsync(folder.Path, "7zz", "t", folder.At("uninstall.exe")), StringComparison.Ordinal);
        byte[] bytes = File.ReadAllBytes(folder.At("uninstall.exe"));
        int header = bytes.AsSpan().IndexOf("NullsoftInst"u8) - 8;
        Assert.Equal(1, bytes[header] & 1);
        Assert.Equal(bytes.Length, header + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(header + 24)));
    }

    [Fact]
    public async Task An_installer_without_uninstaller_is_refused()
    {
        OutsideProgram.Needs("makensis");
        using var folder = new TemporaryFolder();
        string installer = await CompileAsync(folder, withUninstaller: false);
        Assert.Contains("WriteUninstaller", (await Assert.ThrowsAsync<ReleaseException>(() => ExtractAsync(installer, folder.At("u.exe")))).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(folder.At("u.exe")));
    }

    [Fact]
    public async Task No_damage_makes_it_crash_and_damage_of_the_uninstaller_is_found()
    {
        OutsideProgram.Needs("makensis");
        using var folder = new TemporaryFolder();
        byte[] good = File.ReadAllBytes(await CompileAsync(folder));
        await ExtractAsync(folder.At("setup.exe"), folder.At("good.exe"));
        byte[] expected = File.ReadAllBytes(folder.At("good.exe"));
        var random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 150; i++)
        {
            byte[] bad = i % 3 == 0 ? good[..random.Next(good.Length)] : [.. good];
            if (i % 3 == 1)
                bad[random.Next(bad.Length)] ^= (byte)(1 + random.Next(255));
            if (i % 3 == 2)
                BinaryPrimitives.WriteUInt32LittleEndian(bad.AsSpan(good.AsSpan().IndexOf("NullsoftInst"u8) + 12 + 4 * random.Next(3)),
                    (uint)random.NextInt64(uint.MaxValue));
            File.WriteAllBytes(folder.At("bad.exe"), bad);
            try
            {
                await ExtractAsync(folder.At("bad.exe"), folder.At("bad-uninstall.exe"));
                // Bytes that the uninstaller's checksum doesn't cover: the first 512, and what only the installer holds.
                Assert.Equal(expected[512..], File.ReadAllBytes(folder.At("bad-uninstall.exe"))[512..]);
            }
            catch (ReleaseException e)
            {
                Assert.Contains("offset", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 60, 150);
    }
}
