using System.Globalization;
using System.Runtime.InteropServices;

namespace UvRelease.Posix;

/// <summary>A process and when it started: a number alone may be another process's by the time it is used.</summary>
/// <param name="Id">Process id.</param>
/// <param name="Started">Clock ticks after boot.</param>
internal readonly record struct ProcessMember(int Id, ulong Started);

/// <summary>The living processes below another, read from /proc (proc_pid_stat(5)).</summary>
internal static class ProcessTree
{
    private const int PollMilliseconds = 10;

    // A killed process ends at once, unless the kernel keeps it (a hanging network file system).
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(2);

    /// <summary>Lists a process and all its living descendants, parents before their children.</summary>
    public static IReadOnlyList<ProcessMember> From(int root)
    {
        var living = Living();
        var children = living.ToLookup(process => process.Parent, process => process.Member);
        List<ProcessMember> members = [.. from process in living where process.Member.Id == root select process.Member];
        for (int i = 0; i < members.Count; i++)
            members.AddRange(children[members[i].Id].Except(members));
        return members;
    }

    /// <summary>Stops a process and all below it, so that none starts another unseen, and lists them.</summary>
    public static IReadOnlyList<ProcessMember> Freeze(int root)
    {
        IReadOnlyList<ProcessMember> seen = [];
        while (true)
        {
            IReadOnlyList<ProcessMember> now = From(root);
            ProcessMember[] unseen = [.. now.Except(seen)];
            if (unseen.Length == 0)
                return now;
            Signal(unseen, Libc.SIGSTOP);
            seen = now;
        }
    }

    /// <summary>Those of the processes that still live.</summary>
    public static IReadOnlyList<ProcessMember> Survivors(IReadOnlyCollection<ProcessMember> members) =>
        [.. Living().Select(process => process.Member).Intersect(members)];

    /// <summary>Sends a signal to each; one that has ended is no error.</summary>
    public static void Signal(IEnumerable<ProcessMember> members, int signal)
    {
        foreach (ProcessMember member in members)
            _ = Libc.Kill(member.Id, signal);
    }

    /// <summary>From now on a process whose parent has ended becomes a child of this one, so that it can be found (prctl(2), PR_SET_CHILD_SUBREAPER).</summary>
    public static void AdoptOrphans()
    {
        const int subreaper = 36;
        if (!OtherSystem.IsHere && Libc.Control(subreaper, 1, 0, 0, 0) != 0)
            throw new IOException($"Processes that outlive their parent can't be found: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>Ends every process below this one.</summary>
    /// <returns>How many there were.</returns>
    public static int EndOrphans(TimeSpan grace)
    {
        if (OtherSystem.IsHere)
            return 0;
        ProcessMember[] orphans = [.. From(Environment.ProcessId).Skip(1).SelectMany(orphan => Freeze(orphan.Id)).Distinct()];
        End(orphans, grace);
        return orphans.Length;
    }

    /// <summary>
    /// Ends a process and all below it: SIGTERM, then SIGKILL for those that are left. The whole tree gets the signal, as a terminal's Ctrl-C would do it: a
    /// wrapper that ends at once would leave its own children to nobody.
    /// </summary>
    public static void End(int id, TimeSpan grace)
    {
        if (OtherSystem.IsHere)
            OtherSystem.End(id);
        else
            End(Freeze(id), grace);
    }

    private static void End(IReadOnlyList<ProcessMember> tree, TimeSpan grace)
    {
        Signal(tree, Libc.SIGTERM);
        Signal(tree, Libc.SIGCONT);
        if (HaveEnded(tree, grace))
            return;

        // Those that ignored it, and what they have started since.
        tree = [.. Survivors(tree).SelectMany(survivor => Freeze(survivor.Id))];
        Signal(tree, Libc.SIGKILL);
        HaveEnded(tree, KillPatience);
    }

    private static bool HaveEnded(IReadOnlyList<ProcessMember> tree, TimeSpan patience)
    {
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (Survivors(tree).Count > 0)
        {
            if (Environment.TickCount64 >= end)
                return false;
            Thread.Sleep(PollMilliseconds);
        }

        return true;
    }

    private static List<(ProcessMember Member, int Parent)> Living()
    {
        var living = new List<(ProcessMember, int)>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Read(folder, id) is { } process)
                living.Add(process);
        }

        return living;
    }

    // "pid (name) state parent …": the name may hold spaces and parentheses; the start is the 22nd field. A zombie has ended.
    private static (ProcessMember Member, int Parent)? Read(string folder, int id)
    {
        try
        {
            string stat = File.ReadAllText(folder + "/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X"
                ? null
                : (new ProcessMember(id, ulong.Parse(fields[19], CultureInfo.InvariantCulture)), int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
            return null;
        }
    }
}
