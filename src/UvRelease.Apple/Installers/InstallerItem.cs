using System.Text;
using UvRelease.Apple.DiskImages;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Installers;

/// <summary>Something that a package installs, below the place where it installs.</summary>
internal sealed class InstallerItem
{
    /// <summary>Owner and group: root:admin.</summary>
    public const uint Owner = 0, Group = 80;

    private readonly List<InstallerItem> children = [];

    private InstallerItem(string name, string path, ArchiveEntry entry, int mode) => (Name, Path, Entry, Mode) = (name, path, entry, mode);

    /// <summary>Its name; "." is the place itself.</summary>
    public string Name { get; }

    /// <summary>Its path, from the place: "./Sample.app".</summary>
    public string Path { get; }

    /// <summary>What it is made from.</summary>
    public ArchiveEntry Entry { get; }

    /// <summary>Its mode with the bits of its type.</summary>
    public int Mode { get; }

    /// <summary>What is in it, in the order of decomposed names, as mkbom has it.</summary>
    public IReadOnlyList<InstallerItem> Children => children;

    /// <summary>True for the place itself.</summary>
    public bool IsRoot => Path == ".";

    /// <summary>Links to it, as APFS counts.</summary>
    public int Links => Entry.Kind == ArchiveEntryKind.Directory ? 2 + children.Count : 1;

    /// <summary>Bytes of a file or of a link's target; of a folder what APFS says.</summary>
    public long Size { get; private set; }

    /// <summary>Bytes that it has in an archive.</summary>
    public long DataSize => Entry.Kind == ArchiveEntryKind.Directory ? 0 : Size;

    /// <summary>What cksum says of its bytes; known when they were read.</summary>
    public uint Checksum { get; set; }

    /// <summary>Sizes of its slices by processor where it is a Mach-O file; known when it was read.</summary>
    public IReadOnlyList<(uint Processor, long Size)> Slices { get; set; } = [];

    /// <summary>Makes the tree of entries, whose folders are among them.</summary>
    /// <param name="entries">What is installed.</param>
    /// <param name="groupWrites">True lets administrators change what they could only read.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a name can't be installed, or lacks its folder.</exception>
    public static InstallerItem Tree(IEnumerable<ArchiveEntry> entries, bool groupWrites)
    {
        var root = new InstallerItem(".", ".", new ArchiveEntry("", ArchiveEntryKind.Directory, FileModes.Executable),
            Installed(FileModes.Directory, FileModes.Executable, groupWrites));
        var folders = new Dictionary<string, InstallerItem>(StringComparer.Ordinal) { [""] = root };
        foreach (ArchiveEntry entry in ArchiveTree.Sorted(entries))
        {
            int slash = entry.Name.LastIndexOf('/');
            string name = entry.Name[(slash + 1)..];
            if (name.StartsWith("._", StringComparison.Ordinal))
                throw new ReleaseException(Fault.Input,
                    $"'{entry.Name}' keeps a resource fork or attributes beside a file (AppleDouble). Remove it: 'find . -name \"._*\" -delete'.")
                { File = entry.Name };
            int type = entry.Kind switch { ArchiveEntryKind.Directory => FileModes.Directory, ArchiveEntryKind.Link => FileModes.Link, _ => FileModes.File };
            var item = new InstallerItem(name, $"./{entry.Name}", entry, Installed(type, entry.Mode, groupWrites)) { Size = SizeOf(entry) };
            if (!folders.TryGetValue(slash < 0 ? "" : entry.Name[..slash], out InstallerItem? folder))
                throw new ReleaseException(Fault.Input, $"'{entry.Name}' is in no folder of the package. Add the folder as an entry.");
            folder.children.Add(item);
            if (entry.Kind == ArchiveEntryKind.Directory)
                folders.Add(entry.Name, item);
        }

        foreach (InstallerItem complete in folders.Values)
            complete.Close();
        return root;
    }

    /// <summary>This and everything below it: folders before what is in them.</summary>
    public IEnumerable<InstallerItem> All()
    {
        var open = new Stack<InstallerItem>([this]);
        while (open.TryPop(out InstallerItem? item))
        {
            yield return item;
            for (int i = item.children.Count - 1; i >= 0; i--)
                open.Push(item.children[i]);
        }
    }

    /// <summary>Compares names as mkbom does.</summary>
    public static int Compare(InstallerItem one, InstallerItem other) => Bytes(one).AsSpan().SequenceCompareTo(Bytes(other));

    private static byte[] Bytes(InstallerItem item) => Encoding.UTF8.GetBytes(HfsName.Of(item.Name));

    private void Close()
    {
        const int bytesPerLink = 32;
        Size = bytesPerLink * (long)Links;
        children.Sort((one, other) => HfsName.Compare(HfsName.Of(one.Name), HfsName.Of(other.Name)));
        for (int i = 1; i < children.Count; i++)
        {
            if (HfsName.Compare(HfsName.Of(children[i - 1].Name), HfsName.Of(children[i].Name)) == 0)
                throw new ReleaseException(Fault.Input,
                    $"'{children[i].Entry.Name}' and '{children[i - 1].Entry.Name}' are one name on a Mac, where neither case nor Unicode forms count. "
                        + "Rename one.");
        }

        children.Sort(Compare);
    }

    // 0755 becomes 0775, and 0644 becomes 0664: updaters that run as an administrator then replace the app.
    private static int Installed(int type, int mode, bool groupWrites) =>
        type | (groupWrites && type != FileModes.Link && (mode & FileModes.Access) is FileModes.Executable or FileModes.Plain
            ? mode | FileModes.GroupWrite : mode);

    private static long SizeOf(ArchiveEntry entry) => entry switch
    {
        { Kind: ArchiveEntryKind.Directory } => 0,
        { Kind: ArchiveEntryKind.File, Source: { } path } => FileStatus.Of(path).Size,
        { Kind: ArchiveEntryKind.File } => entry.Content.Length,
        _ => ArchiveTree.Bytes(entry.Target).Length,
    };
}
