//! Tables with a tree in them: by ids, by depth, or lost in a spreadsheet.

mod common;

use common::{Folder, Table, moods};
use std::io::Cursor;
use undertone::input::{ReadOptions, Reader, Role};

/// Id and parent of every row, as `id<parent`.
fn tree(file: &str) -> String {
    let reader = Reader::from_read(Cursor::new(file.to_owned()), &ReadOptions::default()).unwrap();
    let rows = reader.map(|row| row.unwrap());
    let shown = rows.map(|row| format!("{}<{}", row.id().unwrap_or("-"), row.parent().unwrap_or_default()));
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn depth_in_the_order_of_the_file_is_a_tree() {
    assert_eq!(tree("id,text,depth\na,x,0\nb,x,1\nc,x,2\nd,x,1\ne,x,0\nf,x,3\n"), "a< b<a c<b d<a e< f<e");
    assert_eq!(
        tree("id\ttext\tisReply\na\tx\tfalse\nb\tx\ttrue\nc\tx\tTRUE\nd\tx\tno\ne\tx\tyes\n"),
        "a< b<a c<a d< e<d"
    );
    assert_eq!(tree("id,text,Is Reply\na,x,True\nb,x,True\n"), "a< b<");
    let lines =
        "{\"cid\":\"a\",\"text\":\"x\",\"threadingDepth\":0}\n{\"cid\":\"b\",\"text\":\"x\",\"threadingDepth\":1}\n";
    assert_eq!(tree(lines), "a< b<a");
    assert_eq!(tree("[{\"id\":7,\"body\":\"x\",\"reply\":false},{\"id\":8,\"body\":\"x\",\"reply\":true}]"), "7< 8<7");
}

#[test]
fn a_tree_by_depth_ends_with_its_thread_and_needs_no_ids() {
    assert_eq!(tree("post_id,text,level\np,x,1\np,x,2\nq,x,2\nq,x,3\n"), "1< 2<1 3< 4<3");
    // What a row says of its parent counts; a reply in words is no depth.
    assert_eq!(tree("id,parent,text,depth\na,,x,0\nb,,x,1\n"), "a< b<");
    assert_eq!(tree("id,text,reply\na,x,thank you\nb,x,you too\n"), "a< b<");
}

#[test]
fn columns_stay_and_the_parent_is_one_more() {
    let folder = Folder::with(&[("rows.csv", "text,depth,mine\nlovely,0,k\nawful,1,l\n")]);
    let table = Table::of(folder.run(["predict", "rows.csv", "--model", moods(), "--format", "csv"]).succeeds().out);
    assert_eq!(table.columns[..5], ["text", "depth", "mine", "id", "parent"]);
    assert_eq!((table.column("mine"), table.column("parent")), (vec!["k", "l"], vec!["", "1"]));
}

#[test]
fn a_bottomless_depth_is_borne() {
    let rows: String = (0..200_000).map(|depth| format!("{depth},x,{depth}\n")).collect();
    let file = format!("id,text,depth\n{rows}");
    let reader = Reader::from_read(Cursor::new(file), &ReadOptions::default()).unwrap();
    let last = reader.last().unwrap().unwrap();
    assert_eq!(last.parent(), Some("199998"));
}

#[test]
fn ids_that_a_spreadsheet_has_cut_are_refused() {
    let csv = "id;parent_id;text\n1,03E+17;;lovely\n1,03E+17;1,03E+17;awful\n";
    let jsonl = "{\"id\":1.03e17,\"text\":\"lovely\"}\n{\"id\":1.04e17,\"text\":\"awful\"}\n";
    let folder = Folder::with(&[("cut.csv", csv), ("cut.jsonl", jsonl)]);
    let told = ["cut.csv:2: the id 1,03E+17 was cut by a spreadsheet", "import the column as text"];
    folder.run(["predict", "cut.csv", "--model", moods(), "--output", "out.csv"]).fails().says(&told);
    folder.run(["predict", "cut.jsonl", "--model", moods(), "--output", "out.csv"]).fails().says(&["the id 1.03e17"]);
    assert!(!folder.path("out.csv").exists());
    // An id of letters and digits may look like that, and a text may say anything.
    assert_eq!(tree("id,parent,text\n12e4,,1.03E+17\n1e5,12e4,x\n"), "12e4< 1e5<12e4");
}

#[test]
fn a_scraped_table_is_found_by_its_names() {
    let file = "Comment ID;Parent Comment ID;Account;Comment Text;Posted At;Likes\n17870;;ann;\"Love this; really\";2024-01-01T10:00:00Z;3\n17871;17870;bob;\"Meh\nsecond line\";2024-01-01T10:05:00Z;0\n";
    let reader = Reader::from_read(Cursor::new(file), &ReadOptions::default()).unwrap();
    let roles = [Role::Id, Role::Parent, Role::Author, Role::Text, Role::Time, Role::Score];
    let rows: Vec<_> = reader.map(Result::unwrap).collect();
    let second = roles.map(|role| rows[1].role(role).unwrap());
    assert_eq!(second, ["17871", "17870", "bob", "Meh\nsecond line", "2024-01-01T10:05:00Z", "0"]);
}

#[test]
fn the_table_of_hacker_news_is_read_as_threads_and_a_bad_row_is_told() {
    let header = "title,url,text,dead,by,score,time,timestamp,type,id,parent,descendants,ranking,deleted\n";
    let story = "A kettle,,,,maker,61,1175714200,,story,71,,2,,\n";
    let comments =
        ",,lovely,,ann,,1175715000,,comment,72,71,,0,\nragged,row\n,,awful,,bo,,1175716000,,comment,73,72,,0,\n";
    let folder = Folder::with(&[("hn.csv", &format!("{header}{story}{comments}"))]);
    let ran = folder.run(["predict", "hn.csv", "--model", moods(), "--format", "csv"]).succeeds();
    let ran = ran.says(&["1 row could not be read"]);
    let table = Table::of(ran.out);
    assert_eq!((table.column("thread"), table.column("parent")), (vec!["71", "71"], vec!["", "72"]));
    assert_eq!(table.column("title"), ["A kettle", "A kettle"]);
    folder.run(["predict", "hn.csv", "--model", moods(), "--strict"]).fails();
    // With labels in it, it is somebody's own table.
    let labelled = format!("label,{header}glad,{}", comments.lines().next().unwrap());
    let reader = Reader::from_read(Cursor::new(labelled), &ReadOptions::default()).unwrap();
    assert_eq!((reader.format().name, reader.columns().len()), ("csv", 15));
}
