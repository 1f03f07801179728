import { type FormEvent, useState } from "react";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";

/** Part of an address or a name, asked for when it is sent. */
export function SearchField({ label, onSearch }: { label: string; onSearch: (text: string) => void }) {
  const [written, setWritten] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    onSearch(written.trim());
  }
  return (
    <form onSubmit={submit} className="mb-4 flex max-w-md items-end gap-2">
      <div className="grow">
        <TextField
          label={label}
          type="search"
          maxLength={200}
          value={written}
          onChange={(event) => setWritten(event.target.value)}
        />
      </div>
      <Button type="submit">Find</Button>
    </form>
  );
}
