//! Creating and changing pipelines with their stages.

use super::{SaveFailure, define::lock_and_read};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    objects::Objects,
};
use domain::{
    audit::Definition,
    ids::{ObjectId, PipelineId},
    object::{AcceptedPipeline, Part, PipelineInput},
    policy::Administrator,
};

impl Objects {
    /// Creates a pipeline, or changes the names, the stages and their order of the pipeline `id`. Records do not move: stages
    /// are removed by archiving.
    ///
    /// # Errors
    /// [`SaveFailure::Invalid`] if fields are not valid, [`Error::NotFound`] if there is no such object or pipeline.
    pub async fn save_pipeline(
        &self,
        by: Administrator,
        slug: &str,
        id: Option<PipelineId>,
        input: &PipelineInput,
    ) -> Result<(), SaveFailure> {
        let mut tx = self.store.write().await?;
        let now = lock_and_read(&mut tx, slug).await?;
        let object = now.id;
        let before = match id {
            Some(id) => Some(now.pipelines.iter().find(|pipeline| pipeline.id == id).ok_or(Error::NotFound)?),
            None => None,
        };
        let accepted = input.check(before)?;
        match id {
            None => {
                let id = insert(&mut tx, object, &accepted).await?;
                self.audit_change(&mut tx, by, object, &Part::Pipeline(id), Definition::Created).await?;
            }
            Some(id) => {
                let sql = Sql::new("UPDATE pipeline SET name_en = ")
                    .bind(&accepted.name_en)
                    .push(", name_it = ")
                    .bind(&accepted.name_it)
                    .push(" WHERE id = ")
                    .bind(id);
                tx.execute(sql).await?;
                write_stages(&mut tx, id, &accepted).await?;
                self.audit_change(&mut tx, by, object, &Part::Pipeline(id), Definition::Changed).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}

/// Inserts a pipeline after the existing ones.
pub(super) async fn insert(tx: &mut Tx, object: ObjectId, pipeline: &AcceptedPipeline) -> Result<PipelineId> {
    let sql = Sql::new("INSERT INTO pipeline (object_id, position, name_en, name_it) SELECT ")
        .bind(object)
        .push(", coalesce(max(position), 0) + 1, ")
        .bind(&pipeline.name_en)
        .push(", ")
        .bind(&pipeline.name_it)
        .push(" FROM pipeline WHERE object_id = ")
        .bind(object)
        .push(" RETURNING id AS value");
    let id = tx.value(sql).await?.map(PipelineId).ok_or(Error::Busy)?;
    write_stages(tx, id, pipeline).await?;
    Ok(id)
}

async fn write_stages(tx: &mut Tx, pipeline: PipelineId, accepted: &AcceptedPipeline) -> Result<()> {
    for (position, (id, en, it, kind)) in (1_i64..).zip(&accepted.stages) {
        let sql = match id {
            Some(id) => Sql::new("UPDATE stage SET position = ")
                .bind(position)
                .push(", name_en = ")
                .bind(en)
                .push(", name_it = ")
                .bind(it)
                .push(", kind = ")
                .bind(kind.tag())
                .push(" WHERE id = ")
                .bind(*id),
            None => Sql::new("INSERT INTO stage (pipeline_id, position, name_en, name_it, kind) VALUES (")
                .bind(pipeline)
                .push(", ")
                .bind(position)
                .push(", ")
                .bind(en)
                .push(", ")
                .bind(it)
                .push(", ")
                .bind(kind.tag())
                .push(")"),
        };
        tx.execute(sql).await?;
    }
    Ok(())
}
