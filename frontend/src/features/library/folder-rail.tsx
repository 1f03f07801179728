import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Folder as FolderIcon, FolderPlus, Inbox, MoreHorizontal, Trash2 } from "lucide-react";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { NameDialog } from "@/feedback/name-dialog";
import { IconButton } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Menu, MenuItem } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { type Folder, foldersQuery, invalidateLibrary } from "./queries";
import { clearSelection } from "./selection";

const ENTRY =
  "flex h-9 shrink-0 items-center gap-2 rounded-md px-2.5 text-base whitespace-nowrap text-ink-2 hover:bg-hover " +
  "hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent-ink";

/** A link is of the current page only with all that its address says. */
const EXACTLY = { exact: true, includeSearch: true };

/** All, the folders, and the trash. */
export function FolderRail() {
  const { folder: current } = useSearch({ from: "/shell/library" });
  const { data: folders } = useQuery(foldersQuery);
  const [naming, setNaming] = useState<Folder | "new" | null>(null);
  return (
    <nav
      aria-label="Folders"
      className="-mx-4 flex shrink-0 gap-1 overflow-x-auto px-4 sm:mx-0 sm:px-0 lg:w-48 lg:flex-col lg:overflow-visible"
    >
      <Link
        to="/library"
        search={(before) => ({ ...before, folder: undefined, trash: undefined })}
        onClick={clearSelection}
        className={ENTRY}
        activeOptions={EXACTLY}
      >
        <Inbox aria-hidden className="size-4 shrink-0" /> Everything
      </Link>
      {folders?.map((folder) => (
        <FolderEntry
          key={folder.folder_id}
          folder={folder}
          current={folder.folder_id === current}
          onRename={() => setNaming(folder)}
        />
      ))}
      <button type="button" onClick={() => setNaming("new")} className={ENTRY}>
        <FolderPlus aria-hidden className="size-4 shrink-0" /> New folder
      </button>
      <Link
        to="/library"
        search={{ trash: true }}
        onClick={clearSelection}
        className={ENTRY}
        activeOptions={EXACTLY}
      >
        <Trash2 aria-hidden className="size-4 shrink-0" /> Trash
      </Link>
      {naming && (
        <NameDialog
          {...(naming === "new"
            ? { title: "New folder", action: "Make it" }
            : { title: "Rename the folder", action: "Rename", name: naming.name })}
          maxLength={100}
          onClose={() => setNaming(null)}
          onSave={(name) => saveFolder(naming, name)}
        />
      )}
    </nav>
  );
}

async function saveFolder(folder: Folder | "new", name: string): Promise<void> {
  const body = { name };
  await ok(
    folder === "new"
      ? api.POST("/api/audio-studio/folders", { body })
      : api.PUT("/api/audio-studio/folders/{folder_id}", {
          params: { path: { folder_id: folder.folder_id } },
          body,
        }),
  );
  invalidateLibrary();
}

interface FolderEntryProps {
  folder: Folder;
  current: boolean;
  onRename: () => void;
}

function FolderEntry({ folder, current, onRename }: FolderEntryProps) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);

  async function remove() {
    try {
      const path = { folder_id: folder.folder_id };
      await ok(api.DELETE("/api/audio-studio/folders/{folder_id}", { params: { path } }));
      invalidateLibrary();
      if (current) await navigate({ to: "/library" });
    } catch (error) {
      toast(problemOf(error).detail);
    }
  }

  return (
    <div className="group relative flex shrink-0 items-center">
      <Link
        to="/library"
        search={(before) => ({ ...before, folder: folder.folder_id, trash: undefined })}
        onClick={clearSelection}
        className={`${ENTRY} grow pr-9`}
        activeOptions={EXACTLY}
      >
        <FolderIcon aria-hidden className="size-4 shrink-0" />
        <span className="max-w-32 truncate">{folder.name}</span>
        <span className="numeric ml-auto text-sm text-ink-3">{folder.items}</span>
      </Link>
      <div className="absolute right-0.5">
        <Menu
          trigger={
            <IconButton label={`Actions for the folder ${folder.name}`} size="sm">
              <MoreHorizontal aria-hidden className="size-4" />
            </IconButton>
          }
        >
          <MenuItem onSelect={onRename}>Rename</MenuItem>
          <MenuItem danger onSelect={() => setAsking(true)}>
            Delete the folder
          </MenuItem>
        </Menu>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete the folder “${folder.name}”?`}
        description="What lies in it stays in the library."
        action="Delete the folder"
        onConfirm={remove}
      />
    </div>
  );
}
